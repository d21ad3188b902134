package io.guestfs.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java binding of the C library over the same peer, by reflection because it may not be there. */
final class JniBinding implements LibraryUnderTest {

    private static final Path JARS = Path.of("/usr/share/java");

    private final URLClassLoader loader;
    private final Class<?> type;
    private final Object g;
    private final Method ping;
    private final Method upload;
    private final Method download;
    private final Method lstatnslist;

    JniBinding(Path hypervisor, Path appliance) throws Exception {
        loader = new URLClassLoader(new URL[] {jar().toUri().toURL()});
        type = loader.loadClass("com.redhat.et.libguestfs.GuestFS");
        g = type.getConstructor().newInstance();
        type.getMethod("set_hv", String.class).invoke(g, hypervisor.toString());
        type.getMethod("set_path", String.class).invoke(g, appliance.toString());
        type.getMethod("set_backend_settings", String[].class).invoke(g, (Object) new String[] {"force_tcg"});
        type.getMethod("add_drive", String.class).invoke(g, "/dev/null");
        type.getMethod("launch").invoke(g);
        ping = type.getMethod("ping_daemon");
        upload = type.getMethod("upload", String.class, String.class);
        download = type.getMethod("download", String.class, String.class);
        lstatnslist = type.getMethod("lstatnslist", String.class, String[].class);
    }

    private static Path jar() throws Exception {
        try (Stream<Path> jars = Files.list(JARS)) {
            return jars.filter(jar -> jar.getFileName().toString().matches("libguestfs-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the Java binding of the C library is not installed: run guestfs-appliance/host-setup"));
        }
    }

    @Override
    public void ping() throws Exception {
        call(ping);
    }

    @Override
    public void upload(Path file) throws Exception {
        call(upload, file.toString(), "/file");
    }

    @Override
    public void download(Path file) throws Exception {
        call(download, "/file", file.toString());
    }

    @Override
    public Object lstatnslist(List<String> names) throws Exception {
        return call(lstatnslist, "/", names.toArray(new String[0]));
    }

    private Object call(Method method, Object... args) throws Exception {
        try {
            return method.invoke(g, args);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method.getName() + " failed in the C library", e.getCause());
        }
    }

    @Override
    public void close() throws Exception {
        type.getMethod("close").invoke(g);
        loader.close();
    }
}

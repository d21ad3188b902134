package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.ReturnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * A handle of the C library through its own Java binding. The binding hides error numbers, so these are asked for past
 * it. It needs the binding in the class path and in the library path.
 */
final class OriginalLibrary implements Library {

    /** Where distributions put the binding. */
    private static final Path JARS = Path.of("/usr/share/java");

    private static final long EVENT_TRACE = 0x40;

    /** Fields that got their names later than 1.48, and the names before. */
    static final Map<String, String> RENAMED = Map.of("app2_class", "app2_spare1");

    /** What is asked past the binding. */
    @SuppressWarnings("checkstyle:MethodName")
    public interface CLibrary {
        /** The error number of the last failure of a handle. */
        int guestfs_last_errno(Pointer handle);
    }

    private final CLibrary c = LibraryLoader.create(CLibrary.class).load("libguestfs.so.0");
    private final List<String> trace = new ArrayList<>();
    private final Rendering rendering;
    private final Object g;
    private final Pointer handle;

    OriginalLibrary(ApiDescription api) {
        rendering = new Rendering(api, OriginalLibrary::field);
        try {
            Class<?> type = Class.forName("com.redhat.et.libguestfs.GuestFS");
            g = type.getConstructor(Map.class).newInstance(Map.of("environment", false));
            handle = Pointer.wrap(Runtime.getSystemRuntime(), (long)
                    type.getMethod("c_pointer").invoke(g));
            Class<?> callback = Class.forName("com.redhat.et.libguestfs.EventCallback");
            Object listener = Proxy.newProxyInstance(callback.getClassLoader(), new Class<?>[] {callback}, this::event);
            type.getMethod("set_event_callback", callback, long.class).invoke(g, listener, EVENT_TRACE);
            type.getMethod("set_trace", boolean.class).invoke(g, true);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the Java binding of the C library can't be used", e);
        }
    }

    /** The jar of the binding; skips the test where it is not installed. */
    static Path assumeInstalled() {
        try (Stream<Path> jars = Files.isDirectory(JARS) ? Files.list(JARS) : Stream.empty()) {
            Path jar = jars.filter(path -> path.getFileName().toString().matches("libguestfs-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElse(null);
            assumeTrue(
                    jar != null,
                    "the Java binding of the C library is not installed: run guestfs-appliance/host-setup");
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // this is the equals of the listener, which is a proxy
    private @Nullable Object event(Object listener, Method method, @Nullable Object[] args) {
        if (method.getName().equals("event")) {
            trace.add(String.valueOf(args[2]));
            return null;
        }
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(listener);
            case "equals" -> listener == args[0];
            default -> "trace";
        };
    }

    private static Object field(Object struct, FieldSpec field) throws ReflectiveOperationException {
        String name = RENAMED.getOrDefault(field.name(), field.name());
        return struct.getClass().getField(name).get(struct);
    }

    @Override
    public Outcome make(CallSpec call, Arguments arguments) {
        List<@Nullable Object> values = new ArrayList<>(arguments.values());
        if (!arguments.options().isEmpty()) {
            arguments.options().replaceAll((name, value) -> value instanceof List<?> list ? strings(list) : value);
            values.add(arguments.options());
        }
        Method method = method(call.name(), values.size());
        for (int i = 0; i < values.size(); i++) {
            values.set(i, converted(values.get(i), method.getParameterTypes()[i]));
        }
        try {
            Object result = method.invoke(g, values.toArray());
            return Outcome.success(
                    call.returns().type() == ReturnType.BUFFER_OUT ? bufferOfTrace() : rendering.result(call, result));
        } catch (InvocationTargetException e) {
            return Outcome.failure(String.valueOf(e.getTargetException().getMessage()), c.guestfs_last_errno(handle));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the call " + call.name() + " can't be made", e);
        }
    }

    /** The binding takes bytes for text and ends them at the first zero; the trace does not. */
    private String bufferOfTrace() {
        String line = trace.get(trace.size() - 1);
        return line.substring(line.indexOf(" = ") + 3);
    }

    private Method method(String name, int arguments) {
        return Arrays.stream(g.getClass().getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == arguments)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the C library's binding has no " + name));
    }

    private static @Nullable Object converted(@Nullable Object value, Class<?> type) {
        if (value instanceof List<?> list) {
            return strings(list);
        }
        return value instanceof byte[] bytes && type == String.class ? new String(bytes, ISO_8859_1) : value;
    }

    private static String[] strings(List<?> list) {
        return list.toArray(String[]::new);
    }

    @Override
    public List<String> trace() {
        return trace;
    }

    @Override
    public void close() {
        try {
            g.getClass().getMethod("close").invoke(g);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the handle of the C library can't be closed", e);
        }
    }
}

package io.guestfs.bench;

import io.guestfs.GuestFS;
import io.guestfs.GuestFSOptions;
import java.nio.file.Path;
import java.util.List;

/** This library over the peer. */
final class ThisLibrary implements LibraryUnderTest {

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    ThisLibrary(Path hypervisor, Path appliance) {
        g.setHv(hypervisor.toString());
        g.setPath(appliance.toString());
        g.setBackendSettings(List.of("force_tcg"));
        g.addDrive("/dev/null");
        g.launch();
    }

    @Override
    public void ping() {
        g.pingDaemon();
    }

    @Override
    public void upload(Path file) {
        g.upload(file, "/file");
    }

    @Override
    public void download(Path file) {
        g.download("/file", file);
    }

    @Override
    public Object lstatnslist(List<String> names) {
        return g.lstatnslist("/", names);
    }

    @Override
    public void close() {
        g.close();
    }
}

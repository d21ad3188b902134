package io.guestfs.internal.mountlocal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.calls.MountLocalOptions;
import io.guestfs.calls.UmountLocalOptions;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.mountlocal.libfuse.FuseUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine says that lacks FUSE, and calls in the wrong order. Nothing is mounted here. */
class LocalMountsTest {

    @TempDir
    Path temp;

    private Path programs;
    private Path device;
    private Path empty;

    @BeforeEach
    void machine() throws Exception {
        programs = Files.createDirectory(temp.resolve("bin"));
        device = Files.createFile(temp.resolve("fuse"));
        empty = Files.createDirectory(temp.resolve("mnt"));
    }

    private LocalMounts mounts() {
        FuseHost host = new FuseHost(device, programs.toString(), () -> {
            throw new FuseUnavailableException("libfuse.so.2 can't be opened: install libfuse 2", null);
        });
        return new LocalMounts(
                new LocalMounts.Parts(new FakeGuest().calls(), new ErrorState(), () -> false, () -> false, line -> {}),
                host);
    }

    private void installFusermount() throws Exception {
        Files.createFile(
                programs.resolve("fusermount3"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    private void mount(LocalMounts mounts) {
        mounts.mountLocal(empty.toString(), new MountLocalOptions());
    }

    @Test
    void withoutFusermountItIsSaidWhatToInstall() {
        assertThatThrownBy(() -> mount(mounts()))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("fusermount is not on the PATH")
                .hasMessageContaining("install");
    }

    @Test
    void withoutTheDeviceItIsSaidWhatToLoad() throws Exception {
        installFusermount();
        Files.delete(device);
        assertThatThrownBy(() -> mount(mounts()))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining(device + " does not exist")
                .hasMessageContaining("modprobe");
    }

    @Test
    void withoutLibfuseItIsSaidWhatToInstall() throws Exception {
        installFusermount();
        assertThatThrownBy(() -> mount(mounts()))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("libfuse.so.2")
                .hasMessageContaining("install");
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThatThrownBy(() -> mounts().mountLocal(empty.toString(), new MountLocalOptions().cachetimeout(-1)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("cachetimeout");
    }

    @Test
    void nothingCanBeServedOrUnmountedBeforeItIsMounted() {
        assertThatThrownBy(() -> mounts().mountLocalRun())
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("call mount_local first");
        assertThatThrownBy(() -> mounts().umountLocal(new UmountLocalOptions()))
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("nothing mounted");
    }

    @Test
    void aClosedHandleMountsNothing() {
        LocalMounts mounts = mounts();
        mounts.close();
        assertThatThrownBy(() -> mount(mounts)).isInstanceOf(HandleClosedException.class);
    }
}

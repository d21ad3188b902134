package io.guestfs.it;

import io.guestfs.GuestFS;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One appliance for all classes of a test run that need no more than one file system: {@code @RegisterExtension static
 * final SharedFileSystem appliance = new SharedFileSystem()}. Each class finds a new ext4 on {@code /dev/sda}, mounted as
 * the root. Every call that succeeds counts for {@link CallCoverage}.
 */
final class SharedFileSystem implements BeforeAllCallback {

    private static final long SIZE = 96L * 1024 * 1024;

    private @Nullable GuestFS handle;

    @Override
    public void beforeAll(ExtensionContext context) {
        RealHandle.assumeHostIsReady();
        Appliance shared = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedFileSystem.class))
                .computeIfAbsent(Appliance.class, key -> new Appliance(), Appliance.class);
        handle = shared.withNewFileSystem();
    }

    /** The handle, launched. */
    GuestFS g() {
        if (handle == null) {
            throw new IllegalStateException("the appliance was not launched");
        }
        return handle;
    }

    /** Makes an empty directory that no other test uses. */
    String newDirectory() {
        return g().mkdtemp("/testXXXXXX");
    }

    /** Lives as long as the test run; launched anew when a test has lost it. */
    private static final class Appliance implements AutoCloseable {

        private @Nullable GuestFS handle;

        GuestFS withNewFileSystem() {
            GuestFS g = handle;
            if (g == null || !g.isReady()) {
                close();
                g = RealHandle.open();
                handle = g;
                g.addDriveScratch(SIZE);
                g.launch();
            }
            g.umountAll();
            g.mkfs("ext4", "/dev/sda");
            g.mount("/dev/sda", "/");
            return g;
        }

        @Override
        public void close() {
            if (handle != null) {
                handle.close();
            }
        }
    }
}

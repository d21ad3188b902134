package io.guestfs.it;

import io.guestfs.GuestFS;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One launched appliance for all tests of a class: {@code @RegisterExtension static final SharedAppliance appliance =
 * SharedAppliance.withScratchDrives(512, 64)}. Every call that succeeds counts for {@link CallCoverage}.
 */
final class SharedAppliance implements BeforeAllCallback, AfterAllCallback {

    private static final long MIB = 1024 * 1024;

    private final Consumer<GuestFS> preparation;
    private @Nullable GuestFS handle;

    private SharedAppliance(Consumer<GuestFS> preparation) {
        this.preparation = preparation;
    }

    /**
     * Describes an appliance.
     *
     * @param sizesMib the sizes of its empty drives in MiB, first {@code /dev/sda}
     */
    static SharedAppliance withScratchDrives(int... sizesMib) {
        return prepared(g -> {
            for (int size : sizesMib) {
                g.addDriveScratch(size * MIB);
            }
        });
    }

    /**
     * Describes an appliance.
     *
     * @param preparation adds the drives; a failed assumption in it skips the class
     */
    static SharedAppliance prepared(Consumer<GuestFS> preparation) {
        return new SharedAppliance(preparation);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        RealHandle.assumeHostIsReady();
        GuestFS g = RealHandle.open();
        handle = g;
        preparation.accept(g);
        g.launch();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        GuestFS g = handle;
        if (g != null) {
            try (g) {
                g.shutdown();
            }
        }
    }

    /** The handle, launched. */
    GuestFS g() {
        if (handle == null) {
            throw new IllegalStateException("the appliance was not launched");
        }
        return handle;
    }
}

package io.guestfs.appliance;

import io.guestfs.appliance.process.ProcessExit;

/**
 * How an appliance went.
 *
 * @param how who did what, for messages; for instance {@code qemu ended with status 0}
 * @param clean true if it ended well and by itself
 * @param forced true if it had to be killed because it did not end in time
 */
public record ShutdownResult(String how, boolean clean, boolean forced) {
    static ShutdownResult unkillable(String name) {
        return new ShutdownResult(
                name + " was killed and does not end: the kernel holds it, as it does while a disk does not answer",
                false,
                true);
    }

    static ShutdownResult of(ProcessExit exit, boolean forced) {
        return new ShutdownResult("qemu " + exit.describe(), !forced && exit.success(), forced);
    }
}

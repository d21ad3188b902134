package io.guestfs.appliance;

import io.guestfs.appliance.process.ProcessExit;

/**
 * How qemu went.
 *
 * @param exit its exit
 * @param forced true if it had to be killed because it did not end in time
 */
public record ShutdownResult(ProcessExit exit, boolean forced) {
    /**
     * Tells whether qemu ended by itself and well.
     *
     * @return true if not forced and status 0
     */
    public boolean clean() {
        return !forced && exit.success();
    }
}

package io.guestfs.appliance.libvirt;

import org.jspecify.annotations.Nullable;

/** The way to libvirt, provided by whoever has a binding for it. */
@FunctionalInterface
public interface LibvirtDoor {
    /** For programs without a way to libvirt. */
    LibvirtDoor CLOSED = (uri, errands) -> {
        throw new LibvirtFailure("this program has no way to libvirt", null);
    };

    /**
     * Connects, on a thread that may wait for ever.
     *
     * @param uri where to; null lets libvirt choose
     * @param errands takes what has to be done on the thread of the caller, such as asking for a password
     * @return the connection
     * @throws LibvirtFailure if that fails
     */
    LibvirtHost open(@Nullable String uri, Errands errands) throws LibvirtFailure;

    /** Runs something on the thread that launches. */
    interface Errands {
        /**
         * Waits until it has been run there.
         *
         * @param errand what to run
         * @return false if it was not run, because nobody waits any more
         */
        boolean run(Runnable errand);
    }
}

package io.guestfs.appliance.libvirt;

/** A domain that was started. */
@FunctionalInterface
public interface LibvirtGuest {
    /**
     * Has libvirt end it: first the way that lets qemu write what it holds, after ten seconds the other. One that has ended is no
     * failure.
     *
     * @throws LibvirtFailure if it still runs
     */
    void end() throws LibvirtFailure;
}

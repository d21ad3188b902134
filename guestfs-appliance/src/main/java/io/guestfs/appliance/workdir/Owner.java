package io.guestfs.appliance.workdir;

import jnr.posix.POSIXFactory;

/** Who this process acts as. */
public final class Owner {
    private Owner() {}

    /**
     * The effective user id of this process.
     *
     * @return the id; 0 for root
     */
    public static int effectiveUserId() {
        return POSIXFactory.getNativePOSIX().geteuid();
    }

    /**
     * User and group of this process as libvirt writes them.
     *
     * @return for instance {@code +1000:+1000}
     */
    public static String label() {
        return "+" + effectiveUserId() + ":+" + POSIXFactory.getNativePOSIX().getegid();
    }
}

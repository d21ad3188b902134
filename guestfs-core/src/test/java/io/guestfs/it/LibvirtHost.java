package io.guestfs.it;

import static org.junit.jupiter.api.Assumptions.abort;

import org.libvirt.Library;
import org.libvirt.LibvirtException;

/** Whether libvirt is there. */
final class LibvirtHost {

    private LibvirtHost() {}

    /** Skips the test where libvirt's own library is not installed. */
    static void assumeInstalled() {
        try {
            Library.getVersion();
        } catch (LinkageError e) {
            abort("libvirt is not installed (libvirt0): run guestfs-appliance/host-setup. " + e.getMessage());
        } catch (LibvirtException e) {
            throw new IllegalStateException(e);
        }
    }
}

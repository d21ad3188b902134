package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A drive with what libvirt has to know besides.
 *
 * @param drive the drive, prepared
 * @param source the real path of the file or device that the caller named; null for a drive at a server
 * @param block true if that is a block device
 * @param format the format of the source; libvirt does not guess
 * @param chained true if the source itself stands on another image, which libvirt then looks for
 * @param secret UUID of the password or key that libvirt keeps; null for none
 */
public record GuestDisk(
        Drive drive,
        @Nullable Path source,
        boolean block,
        String format,
        boolean chained,
        @Nullable String secret) {

    /**
     * What libvirt is told about a secret: that it may not be shown to anybody nor kept.
     *
     * @param domain the name of the domain
     * @param id what tells the drive from others of the domain
     * @param source the drive at a server
     * @return the XML text
     */
    public static String secretXml(String domain, String id, DriveSource.Network source) {
        return NetworkSource.secretXml(domain, id, source);
    }

    boolean overlaid() {
        return drive.readonly() && drive.image() != null && !drive.image().equals(source);
    }
}

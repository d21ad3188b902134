package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.DriveSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that has to be said to qemu about one drive.
 *
 * @param key what qemu calls the drive, both as a node and as a device
 * @param secret password or key that the drive needs; null for none
 * @param files the files to open and to hand over
 * @param sockets the sockets to connect to and to hand over
 * @param node the arguments of {@code blockdev-add}
 * @param device the arguments of {@code device_add}
 */
record PlugPlan(
        String key,
        @Nullable DriveSecret secret,
        List<PassedFile> files,
        List<PassedSocket> sockets,
        Map<String, Object> node,
        Map<String, Object> device) {

    /**
     * A file that is opened here.
     *
     * @param set number of the descriptor set under which qemu finds it
     * @param file the file
     * @param writable whether qemu may write to it
     */
    record PassedFile(int set, Path file, boolean writable) {
        /** The file name that stands for it. */
        String name() {
            return "/dev/fdset/" + set;
        }
    }

    /**
     * A connection that is made here.
     *
     * @param name under which qemu finds it
     * @param path the socket that somebody listens on
     */
    record PassedSocket(String name, Path path) {}
}

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
 * @param secret password or key that qemu needs for the drive; null for none
 * @param passed what is opened or connected here and handed over
 * @param node the arguments of {@code blockdev-add}
 * @param device the arguments of {@code device_add}
 */
record PlugPlan(
        String key, @Nullable DriveSecret secret, Passed passed, Map<String, Object> node, Map<String, Object> device) {

    /**
     * What is handed over to qemu.
     *
     * @param files the files to open
     * @param sockets the sockets to connect to
     * @param bridge the program to start that reaches the server; null if qemu does so itself
     */
    record Passed(
            List<PassedFile> files,
            List<PassedSocket> sockets,
            @Nullable PassedBridge bridge) {}

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

    /**
     * A connection to a program that is started here.
     *
     * @param name under which qemu finds it
     * @param drive what the drive is called in messages
     * @param options what the program is told
     * @param image the image that it opens, as a file name of qemu
     */
    record PassedBridge(String name, String drive, List<String> options, String image) {}
}

package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What drives that are plugged in leave behind. */
final class Plugged {

    private Plugged() {}

    /**
     * The private files of a handle, and the files below some directories that this JVM and qemu have open.
     *
     * @param g the handle
     * @param temporary its temporary directory, which is one of these directories
     * @param images another one
     */
    static List<String> files(GuestFS g, Path temporary, Path images) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(temporary)) {
            files.map(Path::toString).forEach(all::add);
        }
        for (Object process : List.of("self", g.getPid())) {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + process + "/fd"))) {
                open.map(Plugged::target)
                        .filter(file -> file.startsWith(images.toString()) || file.startsWith(temporary.toString()))
                        .forEach(all::add);
            }
        }
        return all.stream().sorted().toList();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** Removes all drives that have a label of letters; only the one that was there before may be left. */
    static void removeAll(GuestFS g, String cold) {
        g.umountAll();
        for (String label : g.listDiskLabels().keySet()) {
            if (label.matches("[a-z]+")) {
                g.removeDrive(label);
            }
        }
        assertThat(g.listDevices()).containsExactly(cold);
        assertThat(g.debugDrives()).hasSize(1);
    }
}

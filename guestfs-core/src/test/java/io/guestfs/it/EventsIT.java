package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handle tells from launch to close, all of it recorded once. */
class EventsIT {

    private static final long IMAGE_SIZE = 67_108_864;

    private static final List<Event> events = new ArrayList<>();
    private static final List<Thread> threads = new ArrayList<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void record() {
        RealHandle.assumeHostIsReady();
        String image = directory.resolve("ours.img").toString();
        try (GuestFS g = RealHandle.open()) {
            g.setEventCallback(EventsIT::record, EnumSet.allOf(EventKind.class));
            g.diskCreate(image, "raw", IMAGE_SIZE);
            g.setVerbose(true);
            g.addDrive(image, o -> o.format("raw"));
            g.launch();
            g.setVerbose(false);
            work(g);
            g.shutdown();
        }
    }

    private static void record(Event event) {
        events.add(event);
        threads.add(Thread.currentThread());
    }

    private static void work(GuestFS g) {
        g.partInit("/dev/sda", "gpt");
        g.partAdd("/dev/sda", "p", 64, -64);
        g.mkfs("ext4", "/dev/sda1", o -> o.blocksize(4096));
        g.mount("/dev/sda1", "/");
        g.mkdir("/orchard");
        g.write("/orchard/apple", "an apple\n".getBytes(US_ASCII));
        assertThat(g.cat("/orchard/apple")).isEqualTo("an apple\n");
        assertThat(g.filesize("/orchard/apple")).isEqualTo(9);
        assertThat(g.isFile("/orchard/apple")).isTrue();
        assertThat(g.isDir("/orchard/apple")).isFalse();
        assertThat(g.ls("/orchard")).containsExactly("apple");
        g.lnS("apple", "/orchard/link");
        assertThat(g.readlink("/orchard/link")).isEqualTo("apple");
        assertThat(g.partList("/dev/sda")).hasSize(1);
        assertThat(g.listFilesystems()).hasSize(1);
        assertThat(g.umask(022)).isEqualTo(022);
        assertThat(g.readFile("/orchard/apple")).hasSize(9);
        assertThat(g.exists("/none")).isFalse();
        assertThatExceptionOfType(GuestFSException.class).isThrownBy(() -> g.cat("/none"));
        assertThat(g.checksum("md5", "/orchard/apple")).hasSize(32);
        assertThat(g.lvs()).isEmpty();
        assertThat(g.grep("apple", "/orchard/apple", o -> o.fixed(true))).hasSize(1);
        g.umount("/", o -> o.force(false));
    }

    @Test
    void launchIsDoneOnceBetweenCallAndResult() {
        int enter = index(EventKind.ENTER, "launch");
        int call = index(EventKind.TRACE, "launch");
        int done = events.indexOf(new Event.Notice(EventKind.LAUNCH_DONE));
        int result = index(EventKind.TRACE, "launch = 0");

        assertThat(List.of(enter, call, done, result)).isSorted().doesNotContain(-1);
        assertThat(events)
                .filteredOn(event -> event.kind() == EventKind.LAUNCH_DONE)
                .hasSize(1);
    }

    @Test
    void launchTellsItsProgressInTwelveSteps() {
        // A launch that is over soon tells nothing of its progress.
        List<Long> steps = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Progress progress && progress.procedure() == 0) {
                assertThat(progress.total()).isEqualTo(12);
                steps.add(progress.position());
            }
        }
        assertThat(steps).isSorted();
        if (!steps.isEmpty()) {
            assertThat(steps).last().isEqualTo(12L);
        }
    }

    @Test
    void applianceTalksWhenItIsVerbose() {
        assertThat(String.join("", texts(EventKind.APPLIANCE)))
                .contains("Linux version")
                .contains("guestfsd");
        assertThat(texts(EventKind.LIBRARY)).anyMatch(line -> line.contains("qemu-system"));
    }

    @Test
    void everyCallIsAnnounced() {
        assertThat(texts(EventKind.ENTER)).contains("add_drive", "launch", "part_init", "grep", "shutdown");
    }

    @Test
    void eventsComeOnTheThreadOfTheCall() {
        assertThat(threads).hasSizeGreaterThan(50).containsOnly(threads.get(0));
    }

    @Test
    void orderlyEndIsNoLoss() {
        assertThat(events).extracting(Event::kind).doesNotContain(EventKind.SUBPROCESS_QUIT);
        assertThat(events).filteredOn(event -> event.kind() == EventKind.CLOSE).hasSize(1);
    }

    private static List<String> texts(EventKind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .map(event -> ((Event.Message) event).text())
                .collect(Collectors.toList());
    }

    private static int index(EventKind kind, String text) {
        return events.indexOf(new Event.Message(kind, text));
    }
}

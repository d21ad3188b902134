package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are damaged, empty or hostile, all in one appliance: none of them hides what can be found out about the others. */
class DamagedDisksIT {

    /** Its list of packages is noise. */
    private static final String NOISY = "/dev/sda";

    /** Has an {@code os-release} of 10 MB. */
    private static final String TALKATIVE = "/dev/sdb";

    private static final String STATUS = "/var/lib/dpkg/status";
    private static final int MIB = 1024 * 1024;
    private static final Random RANDOM = new Random(11);

    @TempDir
    static Path directory;

    private static final List<Path> DISKS = new ArrayList<>();
    private static InspectionReport report;
    private static CompletableFuture<InspectionReport> theirs;

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.prepared(g -> {
        DISKS.clear();
        try {
            make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DISKS.forEach(disk -> g.addDrive(disk.toString(), o -> o.readonly(true).format("raw")));
    });

    private static void make() throws IOException {
        LinuxGuest.make(directory.resolve("noisy"), "ID=debian\nVERSION_ID=12\n", LinuxGuest.X86_64)
                .withFstab("none /a b c\n")
                .with(STATUS, noise(100_000));
        disk("noisy", "ext2", 8);
        LinuxGuest.make(directory.resolve("talkative"), "ID=debian\n".repeat(MIB), LinuxGuest.X86_64)
                .withFstab("/dev/sdz99 / ext2 defaults 0 1\n");
        disk("talkative", "ext2", 24);
        Files.writeString(Files.createDirectories(directory.resolve("short")).resolve("letter"), "Dear reader");
        disk("short", "ext4", 16);
        try (RandomAccessFile file = new RandomAccessFile(DISKS.get(2).toFile(), "rw")) {
            file.setLength(5 * MIB);
        }
        Files.writeString(Files.createDirectories(directory.resolve("data")).resolve("letter"), "Dear reader");
        disk("data", "ext2", 4);
        byte[] table = noise(MIB);
        table[510] = 0x55;
        table[511] = (byte) 0xaa;
        DISKS.add(Files.write(directory.resolve("table"), table));
        DISKS.add(Files.write(directory.resolve("empty"), new byte[MIB]));
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        RANDOM.nextBytes(noise);
        return noise;
    }

    private static void disk(String name, String type, int sizeMib) {
        DISKS.add(HostFileSystem.make(directory.resolve(name + ".img"), type, sizeMib, directory.resolve(name), name));
    }

    @BeforeAll
    static void inspect() {
        List<String> options = new ArrayList<>(List.of("--ro", "--format=raw"));
        DISKS.forEach(disk -> options.addAll(List.of("-a", disk.toString())));
        theirs = RealHandle.onPath("guestfish")
                ? CompletableFuture.supplyAsync(
                        () -> InspectionReport.ofCLibrary(options, "", List.of(NOISY, TALKATIVE)))
                : new CompletableFuture<>();
        report = InspectionReport.ofThisLibrary(appliance.g());
    }

    @AfterEach
    void unmount() {
        appliance.g().umountAll();
    }

    @Test
    void onlySystemsAreRootsAndAllOfThem() {
        assertThat(report.roots()).containsExactly(NOISY, TALKATIVE);
        assertThat(report.answer(NOISY, "inspect-get-distro")).isEqualTo("debian");
        assertThat(report.answer(NOISY, "inspect-list-applications2")).isEmpty();
        assertThat(report.answer(TALKATIVE, "inspect-get-type")).isEqualTo("linux");
    }

    @Test
    void cLibraryFindsTheSame() {
        Guestfish.assumeInstalled();
        InspectionReport c = theirs.join();

        assertThat(report.roots()).isEqualTo(c.roots());
        assertThat(report.answers()).isEqualTo(c.answers());
        assertThat(report.icons().values()).allSatisfy(icon -> assertThat(icon).isEmpty());
    }

    /** The daemon would wait for ever for the other end of the pipe, and the C library with it. */
    @Test
    void pipeInThePlaceOfTheListOfPackagesIsNotOpened() {
        GuestFS g = appliance.g();
        g.mount(NOISY, "/");
        g.rm(STATUS);
        g.mkfifo(0644, STATUS);

        assertThat(Refusal.of(() -> g.inspectListApplications2(NOISY)))
                .hasMessageContaining("no regular file")
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EINVAL"));
    }

    @Test
    void listOfPackagesThatIsTooLargeIsNotRead() {
        GuestFS g = appliance.g();
        g.mount(NOISY, "/");
        g.rmF(STATUS);
        g.touch(STATUS);
        g.truncateSize(STATUS, 51L * MIB);

        assertThat(Refusal.of(() -> g.inspectListApplications2(NOISY)).errnoName())
                .isEqualTo("EFBIG");
    }

    @Test
    void deviceInThePlaceOfALogoGivesNoIcon() {
        GuestFS g = appliance.g();
        g.mount(NOISY, "/");
        g.rmF("/etc/favicon.png");
        g.lnS("/dev/zero", "/etc/favicon.png");
        g.mknodC(0666, 1, 5, "/zero");
        g.mkdirP("/usr/share/pixmaps");
        g.lnSf("/zero", "/usr/share/pixmaps/debian-logo.png");

        assertThat(g.inspectGetIcon(NOISY)).isEmpty();
    }
}

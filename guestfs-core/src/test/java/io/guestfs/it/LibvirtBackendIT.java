package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Appliances in domains of a real libvirtd: that of the system for root, that of a session for others. */
@Timeout(300)
class LibvirtBackendIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static PrivateLibvirtd libvirtd;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() throws IOException {
        LibvirtHost.assumeInstalled();
        RealHandle.assumeHostIsReady();
        libvirtd = PrivateLibvirtd.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (libvirtd != null) {
            libvirtd.close();
        }
    }

    /** The user that libvirt runs qemu as has to get to the images. */
    @BeforeEach
    void openDirectory() throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static GuestFS handle() {
        GuestFS g = RealHandle.open();
        g.setBackend(libvirtd.backend());
        return g;
    }

    private Path image(String name) throws IOException {
        Path image = dir.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 << 20);
            file.writeBytes(name);
        }
        return image;
    }

    private static void assertNothingIsLeft() throws IOException {
        assertThat(libvirtd.domains()).isEmpty();
        assertThat(libvirtd.virsh("secret-list").lines()).isEmpty();
    }

    @Test
    void drivesOfAllKindsWorkAndNothingIsLeftOfThem() throws Exception {
        Path raw = image("disk.raw");
        Path kept = image("kept.raw");
        Path served = image("served.raw");
        byte[] before = Files.readAllBytes(kept);
        Object owner = Files.getOwner(kept);
        try (LocalServers servers = new LocalServers(dir);
                GuestFS g = handle()) {
            int nbd = servers.nbd(image("exported.raw"), "export");
            int http = servers.http(dir, "somebody", "some secret");
            g.diskCreate(dir.resolve("disk.qcow2").toString(), "qcow2", 64 << 20);
            g.addDrive(raw.toString(), o -> o.format("raw").label("mine").discard("besteffort"));
            g.addDrive(dir.resolve("disk.qcow2").toString(), o -> o.cachemode("unsafe"));
            g.addDrive(kept.toString(), o -> o.readonly(true));
            g.addDrive(
                    "export",
                    o -> o.protocol("nbd").server(List.of("127.0.0.1:" + nbd)).format("raw"));
            g.addDrive(
                    "/served.raw",
                    o -> o.protocol("http")
                            .server(List.of("127.0.0.1:" + http))
                            .username("somebody")
                            .secret("some secret")
                            .readonly(true));
            g.addDriveScratch(32 << 20, o -> o.blocksize(4096));
            g.launch();

            assertThat(libvirtd.domains()).singleElement().asString().matches("guestfs-[0-9a-z]{16}");
            assertThat(libvirtd.virsh("secret-list").lines()).isEmpty();
            List<String> devices = g.listDevices();
            assertThat(devices).hasSize(6);
            assertThat(g.listDiskLabels()).containsKey("mine");
            assertThat(text(g, devices.get(2))).startsWith("kept.raw");
            assertThat(text(g, devices.get(3))).startsWith("exported.raw");
            assertThat(text(g, devices.get(4))).startsWith("served.raw");
            assertThat(g.blockdevGetss(devices.get(5))).isEqualTo(4096);
            for (String device : devices) {
                g.mkfs("ext2", device);
            }
            g.mount(devices.get(1), "/");
            g.write("/hello", "from libvirt".getBytes(UTF_8));
            assertThat(g.cat("/hello")).isEqualTo("from libvirt");
            assertThatThrownBy(g::getPid).isInstanceOf(GuestFSException.class).hasMessageContaining("no child");
            g.shutdown();

            assertNothingIsLeft();
            assertThat(Files.readAllBytes(kept)).isEqualTo(before);
            assertThat(Stream.of(raw, kept, served))
                    .allSatisfy(image -> assertThat(Files.getOwner(image)).isEqualTo(owner));
            assertThat(extMagic(raw)).isEqualTo(0x53);
            assertThat(extMagic(dir.resolve("exported.raw"))).isEqualTo(0x53);
            assertThat(extMagic(served)).isZero();
        }
    }

    private static String text(GuestFS g, String device) {
        return new String(g.preadDevice(device, 16, 0), UTF_8);
    }

    private static int extMagic(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(0x438);
            return file.read();
        }
    }

    @Test
    void aDomainThatIsDestroyedDuringACallIsLostAtOnce() throws Exception {
        try (GuestFS g = handle()) {
            g.addDriveScratch(1 << 20);
            g.launch();
            String name = libvirtd.domains().get(0);
            g.setEventCallback(
                    event -> {
                        if (((Event.Message) event).text().startsWith("sleep ")) {
                            CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> destroy(name));
                        }
                    },
                    EnumSet.of(EventKind.TRACE));

            assertThatThrownBy(() -> g.sleep(100))
                    .isInstanceOf(ApplianceLostException.class)
                    .hasMessageContaining(name);
            assertThat(g.isConfig()).isTrue();
            assertNothingIsLeft();
        }
    }

    private static void destroy(String name) {
        try {
            assertThat(libvirtd.virsh("destroy", name).status()).isZero();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLaunchThatIsCancelledLeavesNoDomain() throws Exception {
        try (GuestFS g = handle()) {
            g.addDriveScratch(1 << 20);
            CompletableFuture<Void> launch = CompletableFuture.runAsync(g::launch);
            await().atMost(PATIENCE).until(() -> !libvirtd.domains().isEmpty());
            g.userCancel();
            assertThat(launch).failsWithin(PATIENCE).withThrowableThat().havingRootCause();
            assertThat(launch.handle((result, failure) -> failure.getCause()).get())
                    .isInstanceOf(CancelledException.class);
            // libvirt may have been about to start it, and ends it when that is done.
            await().atMost(PATIENCE).untilAsserted(LibvirtBackendIT::assertNothingIsLeft);
        }
    }

    @Test
    void aLibvirtThatHangsDoesNotHoldTheHandle() throws Exception {
        GuestFS g = handle();
        g.addDriveScratch(1 << 20);
        signal("STOP");
        try {
            CompletableFuture<Void> launch = CompletableFuture.runAsync(g::launch);
            await().atMost(PATIENCE)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(thread -> thread.getName().equals("guestfs-libvirt")));
            long begin = System.nanoTime();
            g.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            assertThat(launch.handle((result, failure) -> failure.getCause()).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(HandleClosedException.class);
        } finally {
            signal("CONT");
        }
        await().atMost(PATIENCE).untilAsserted(LibvirtBackendIT::assertNothingIsLeft);
    }

    private static void signal(String signal) throws Exception {
        assertThat(new ProcessBuilder(
                                "kill",
                                "-" + signal,
                                Long.toString(libvirtd.daemon().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void theDomainOfAKilledProgramGoesWithItsFiles() throws Exception {
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        Process program = ChildJvm.of(LaunchMain.class)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = program.outputWriter(UTF_8)) {
            in.write(libvirtd.backend() + "\n" + temporary + "\n");
            in.flush();
            await().atMost(PATIENCE).until(() -> !libvirtd.domains().isEmpty());
            assertThat(temporary).isNotEmptyDirectory();
            assertThat(imagesForAll(temporary)).isEmpty();
            program.destroyForcibly().waitFor();
        }
        await().atMost(PATIENCE).until(() -> libvirtd.domains().isEmpty());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(temporary).isEmptyDirectory());
    }

    /** Kernel and initrd are no secret; what the guest writes is. */
    private static List<Path> imagesForAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> open = new ArrayList<>();
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".qcow2")).toList()) {
                if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                    open.add(file);
                }
            }
            return open;
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        Path closed = Files.createDirectory(dir.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        try (GuestFS g = RealHandle.open()) {
            g.addDrive(Files.copy(image("disk.raw"), closed.resolve("disk.raw")).toString(), o -> o.format("raw"));
            g.setBackend("libvirt:qemu+unix:///system?socket=/nowhere/libvirt-sock");
            LaunchFailedException nowhere = catchThrowableOfType(LaunchFailedException.class, g::launch);
            assertThat(nowhere).hasMessageContaining("/nowhere/libvirt-sock").hasMessageContaining("libvirtd");

            g.setBackend("libvirt:test:///default");
            assertThatThrownBy(g::launch)
                    .isInstanceOf(LaunchFailedException.class)
                    .hasMessageContaining("test:///default")
                    .hasMessageContaining("qemu:///session");

            g.setBackend(libvirtd.backend());
            if (libvirtd.system()) {
                assertThatThrownBy(g::launch)
                        .isInstanceOf(LaunchFailedException.class)
                        .hasMessageContaining("Permission denied")
                        .hasMessageContaining("another user");
            }
            assertThat(g.isConfig()).isTrue();
            assertNothingIsLeft();
        }
    }
}

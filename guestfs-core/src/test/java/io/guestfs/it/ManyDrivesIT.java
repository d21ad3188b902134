package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.it.DriveCombinations.Combination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many drives as an appliance takes, sixty of them compared with what the C library makes of the same options. */
@Timeout(1200)
class ManyDrivesIT {

    private static final int MOST = 255;

    @TempDir
    Path directory;

    private final GuestFS g = RealHandle.open();
    private final List<String> trickImages = new ArrayList<>();

    /** What tells the drives apart, one question each; a checksum tells the size as well. */
    private static List<String> questions(List<Combination> drives, List<String> devices) {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < drives.size(); i++) {
            questions.add("checksum-device sha256 " + devices.get(i));
            if (drives.get(i).options().containsKey("readonly")) {
                questions.add("blockdev-getro " + devices.get(i));
            }
            if (drives.get(i).options().containsKey("blocksize")) {
                questions.add("blockdev-getss " + devices.get(i));
            }
        }
        return questions;
    }

    private List<String> answers(List<String> questions) {
        List<String> answers = new ArrayList<>();
        for (String question : questions) {
            String device = question.substring(question.lastIndexOf(' ') + 1);
            answers.add(
                    switch (question.substring(0, question.indexOf(' '))) {
                        case "checksum-device" -> g.checksumDevice("sha256", device);
                        case "blockdev-getro" -> Boolean.toString(g.blockdevGetro(device));
                        default -> Integer.toString(g.blockdevGetss(device));
                    });
        }
        g.listDiskLabels().forEach((label, device) -> answers.add(label + ": " + device));
        return answers;
    }

    private static List<String> answersOfTheOriginal(List<Combination> drives, List<String> questions) {
        List<String> commands = new ArrayList<>();
        drives.forEach(drive -> commands.add(drive.command()));
        commands.add("run");
        commands.addAll(questions);
        commands.add("list-disk-labels");
        return Guestfish.run(List.of(), String.join("\n", commands) + "\n").output();
    }

    private String trick(String name, String... qemuImg) throws Exception {
        Path image = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
        command.addAll(List.of(qemuImg));
        command.add(image.toString());
        MarkedImage.run(command);
        trickImages.add(image.toString());
        return image.toString();
    }

    /** Raw disks whose guest has written something into them, to be shown a file of the host. */
    private void addTrickImages() throws Exception {
        Path secret = directory.resolve("secret-of-the-host");
        Files.write(secret, new byte[65536]);
        trick("backed", "-f", "qcow2", "-b", secret.toString(), "-F", "raw");
        String data = directory.resolve("data").toString();
        trick("split", "-f", "qcow2", "-o", "data_file=" + data, "-o", "size=65536");
        Path text = directory.resolve("text.vmdk");
        Files.writeString(text, """
                # Disk DescriptorFile
                version=1
                CID=fffffffe
                parentCID=ffffffff
                createType="monolithicFlat"

                RW 128 FLAT "SECRET" 0

                # The Disk Data Base
                ddb.virtualHWVersion = "4"
                ddb.geometry.cylinders = "1"
                ddb.geometry.heads = "16"
                ddb.geometry.sectors = "63"
                ddb.adapterType = "ide"
                """.replace("SECRET", secret.toString()));
        trickImages.add(text.toString());
        for (String image : trickImages) {
            assertThatThrownBy(() -> g.addDrive(image))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("no format was given");
            assertThatThrownBy(() -> g.addDriveRo(image)).isInstanceOf(InvalidArgumentException.class);
            g.addDrive(image, o -> o.format("raw").readonly(true));
        }
    }

    @Test
    void eachOf255DrivesIsWhatWasAsked() throws Exception {
        RealHandle.assumeHostIsReady();
        Guestfish.assumeInstalled();
        try (LocalServers servers = new LocalServers(directory)) {
            Path served = Files.createDirectory(directory.resolve("served"));
            Path nbd = MarkedImage.make(directory.resolve("nbd.img"), "nbd");
            MarkedImage.make(served.resolve("image"), "http");
            DriveCombinations combinations = new DriveCombinations(
                    directory,
                    "unix:" + servers.nbdSocket(nbd),
                    LocalServers.HOST + ":"
                            + servers.closingHttp(served, DriveCombinations.USER, DriveCombinations.SECRET));
            List<Combination> drives = combinations.all();
            assertThat(drives).hasSize(60);
            try (g) {
                drives.forEach(drive -> drive.addTo(g));
                addTrickImages();
                List<String> markers = fillUp(combinations);
                g.launch();
                List<String> devices = g.listDevices();
                namesAreInOrder(devices);
                List<String> first = devices.subList(0, drives.size());
                trickImagesAreShownAsTheyAre(devices.subList(first.size(), first.size() + trickImages.size()));
                assertThat(markersOf(devices.subList(first.size() + trickImages.size(), MOST)))
                        .isEqualTo(markers);
                List<String> questions = questions(drives, first);
                List<String> ours = answers(questions);
                g.shutdown();
                List<String> theirs = answersOfTheOriginal(drives, questions);
                // The labels behind the answers come in no particular order.
                int asked = questions.size();
                assertThat(ours.subList(0, asked)).isEqualTo(theirs.subList(0, asked));
                assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
            }
        }
    }

    private List<String> fillUp(DriveCombinations images) throws Exception {
        List<String> markers = new ArrayList<>();
        for (int i = g.debugDrives().size(); i < MOST; i++) {
            g.addDrive(images.raw("more" + i, i), o -> o.format("raw"));
            markers.add("drive " + i);
        }
        assertThat(g.maxDisks()).isEqualTo(MOST);
        return markers;
    }

    private void namesAreInOrder(List<String> devices) {
        assertThat(devices).hasSize(MOST);
        assertThat(devices.get(0)).isEqualTo("/dev/sda");
        assertThat(devices.get(MOST - 1)).isEqualTo("/dev/sdiu");
        for (int i = 0; i < MOST; i++) {
            assertThat(g.deviceIndex(devices.get(i))).isEqualTo(i);
            assertThat(g.deviceName(i)).isEqualTo(devices.get(i));
        }
    }

    private List<String> markersOf(List<String> devices) {
        return devices.stream()
                .map(device -> new String(g.preadDevice(device, 16, 0), US_ASCII)
                        .lines()
                        .findFirst()
                        .orElse(""))
                .toList();
    }

    private void trickImagesAreShownAsTheyAre(List<String> devices) throws Exception {
        for (int i = 0; i < devices.size(); i++) {
            byte[] image = Files.readAllBytes(Path.of(trickImages.get(i)));
            assertThat(g.blockdevGetsize64(devices.get(i))).isEqualTo((image.length + 511) / 512 * 512L);
            assertThat(g.preadDevice(devices.get(i), 512, 0)).isEqualTo(java.util.Arrays.copyOf(image, 512));
        }
    }

    private List<Combination> wrong() throws Exception {
        String file = directory.resolve("wrong.img").toString();
        Files.write(Path.of(file), new byte[4096]);
        return List.of(
                new Combination(file, Map.of("readonly", true, "discard", "enable")),
                new Combination(file, Map.of("label", "disk1")),
                new Combination(file, Map.of("label", "abcdefghijklmnopqrstu")),
                new Combination(file, Map.of("blocksize", 1024)),
                new Combination(file, Map.of("format", "raw,if=ide")),
                new Combination(file, Map.of("cachemode", "none")),
                new Combination(file, Map.of("discard", "on")),
                new Combination(file, Map.of("server", "localhost:1")),
                new Combination(file, Map.of("username", "me")),
                new Combination(file, Map.of("secret", "x")),
                new Combination(file, Map.of("protocol", "carrier-pigeon")),
                new Combination("/no/such/file", Map.of()),
                new Combination("/dev/null", Map.of("format", "qcow2")),
                new Combination("", Map.of("protocol", "nbd")),
                new Combination("x", Map.of("protocol", "nbd", "server", "localhost:99999")),
                new Combination("x", Map.of("protocol", "nbd", "server", "a_b")),
                new Combination("x", Map.of("protocol", "nbd", "server", "localhost:1", "username", "me")),
                new Combination("x", Map.of("protocol", "http", "server", "localhost")),
                new Combination("/x", Map.of("protocol", "http", "server", "unix:/s")),
                new Combination("", Map.of("protocol", "ftp", "server", "localhost")),
                new Combination("/x", Map.of("protocol", "iscsi", "server", "localhost")),
                new Combination("/x", Map.of("protocol", "rbd")),
                new Combination("x", Map.of("protocol", "rbd", "server", "localhost")),
                new Combination("/x", Map.of("protocol", "ssh", "server", "localhost", "username", "")),
                new Combination("x", Map.of("protocol", "gluster")));
    }

    @Test
    void whatTheCLibraryRefusesIsRefused() throws Exception {
        RealHandle.assumeHostIsReady();
        Guestfish.assumeInstalled();
        List<Combination> wrong = wrong();
        try (g) {
            for (Combination drive : wrong) {
                assertThatThrownBy(() -> drive.addTo(g)).as(drive.command()).isInstanceOf(GuestFSException.class);
            }
            assertThat(g.debugDrives()).isEmpty();
        }
        List<String> commands = new ArrayList<>();
        wrong.forEach(drive -> commands.add("-" + drive.command()));
        commands.add("debug-drives");
        Guestfish original = Guestfish.run(List.of(), String.join("\n", commands) + "\n");
        assertThat(original.output()).isEmpty();
        assertThat(original.errors().stream().filter(line -> line.contains("error: ")))
                .hasSize(wrong.size());
    }
}

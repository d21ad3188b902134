package io.guestfs.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.guestfs.GuestFS;
import io.guestfs.it.DriveCombinations.Combination;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same drives and network through the libvirt backend of the C library and through ours, in domains of one libvirtd. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtComparisonIT {

    private static final int MIB = 1 << 20;

    /** What the guest knows of each disk, in the order of the drives whatever letters the kernel gave them. */
    private static final String QUEUES = "cd /sys/class/scsi_device; for q in */device/block/*/queue; do echo"
            + " $(cat $q/discard_max_bytes $q/write_cache $q/physical_block_size $q/rotational); done";

    /** How our definitions are meant to differ, as "path = theirs | ours"; libraries newer than 1.48 differ less. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("sockets of its own", "devices/(channel|console|serial)/source@path = /.*/(.*) \\| /.*/\\2"),
            Map.entry(
                    "overlays of its own",
                    "devices/disk\\[\\d+]/source@file = /.*/[a-z]+(\\d+\\.\\w+) \\| /.*/[a-z]+\\1"),
            Map.entry("libvirt invents the address of a card", "devices/interface/mac@address = .*"),
            Map.entry("kernel and initrd are copies for the user of qemu", "os/(kernel|initrd) = /.*/(.*) \\| /.*/\\2"),
            Map.entry(
                    "what lies below an overlay keeps its owner",
                    ".*/source/seclabel@(model = - \\| dac|relabel = - \\| no)"),
            Map.entry(
                    "the guest gets the errors of a full host",
                    "devices/disk\\[\\d+]/driver@r?error_policy = - \\| report"),
            Map.entry("no backing files are looked for in raw drives", "devices/disk\\[\\d+]/backingStore = - \\| "),
            Map.entry("q35 as in 1.51.1, with what libvirt gives it", "os/type@machine = pc-i440fx-.* \\| pc-q35-.*"),
            Map.entry("a controller of q35", "devices/controller\\[sata]@type = - \\| sata"),
            Map.entry("ACPI as in 1.60", "features/acpi = - \\| "),
            Map.entry("the same model as with direct: qemu 7.2 has la57", "cpu/feature\\[la57]@\\w+ = .* \\| -"),
            Map.entry(
                    "an address in the network as in 1.60",
                    "devices/interface/ip@address = 169.254.0.0 \\| 169.254.2.15"),
            Map.entry("our qemu writes no temporary files", "qemu:commandline/qemu:env@\\w+ = .* \\| -"));

    @TempDir
    static Path dir;

    private static PrivateLibvirtd libvirtd;
    private static List<Combination> drives;
    private static List<Question> questions;
    private static Side ours;
    private static Side theirs;

    /** A question in guestfish's words and in Java. */
    private record Question(String words, Function<GuestFS, String> ours) {}

    /** What one library showed: the answers in lines, its domain, and who owned the files that are only read afterwards. */
    private record Side(List<String> answers, RunningDomain domain, List<String> owners) {}

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static void launchBoth() throws Exception {
        LibvirtHost.assumeInstalled();
        RealHandle.assumeHostIsReady();
        Guestfish.assumeInstalled();
        libvirtd = PrivateLibvirtd.start();
        // The user that libvirt runs qemu as has to get to the images.
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
        HttpServer page = page();
        try (LocalServers servers = new LocalServers(dir)) {
            drives = drives("127.0.0.1:" + servers.nbd(image("exported.raw", 3), "export"));
            questions = questions(page.getAddress().getPort());
            ours = ours();
            theirs = theirs(Path.of(ours.domain().root()));
        } finally {
            page.stop(0);
        }
    }

    @AfterAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static void stop() throws IOException {
        if (libvirtd != null) {
            libvirtd.close();
        }
    }

    private static HttpServer page() throws IOException {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", exchange -> {
            byte[] answer = "orchard".getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        page.start();
        return page;
    }

    private static Path image(String name, int mib) throws IOException {
        Path image = dir.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mib * MIB);
            file.writeBytes(name);
        }
        return image;
    }

    private static String qcow2(String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        command.addAll(List.of(more));
        command.add(dir.resolve(name).toString());
        MarkedImage.run(command);
        return dir.resolve(name).toString();
    }

    /** All but the empty one, which is last. The sizes tell them apart. */
    private static List<Combination> drives(String server) throws Exception {
        String below = image("below.raw", 6).toString();
        return List.of(
                raw("disk.raw", 4, Map.of("label", "mine", "discard", "besteffort")),
                new Combination(
                        qcow2("disk.qcow2", "-o", "size=9M"),
                        Map.of("format", "qcow2", "cachemode", "unsafe", "discard", "enable")),
                new Combination(qcow2("found.qcow2", "-o", "size=10M"), Map.of()),
                raw("kept.raw", 5, Map.of("readonly", true, "label", "kept")),
                new Combination(
                        qcow2("chain.qcow2", "-b", below, "-F", "raw"), Map.of("format", "qcow2", "readonly", true)),
                new Combination(qcow2("written.qcow2", "-b", below, "-F", "raw"), Map.of("format", "qcow2")),
                new Combination("export", Map.of("format", "raw", "protocol", "nbd", "server", server)),
                raw("copied.raw", 7, Map.of("copyonread", true)),
                raw("large.raw", 8, Map.of("blocksize", 4096)));
    }

    private static Combination raw(String name, int mib, Map<String, Object> options) throws IOException {
        Map<String, Object> all = new java.util.TreeMap<>(options);
        all.put("format", "raw");
        return new Combination(image(name, mib).toString(), all);
    }

    private static List<Question> questions(int port) {
        List<Question> questions = new ArrayList<>();
        questions.add(new Question("list-devices", g -> String.join("\n", g.listDevices())));
        for (int i = 0; i <= drives.size(); i++) {
            String device = "/dev/sd" + (char) ('a' + i);
            questions.add(new Question("blockdev-getsize64 " + device, g -> "" + g.blockdevGetsize64(device)));
            questions.add(new Question("blockdev-getro " + device, g -> "" + g.blockdevGetro(device)));
            questions.add(new Question("blockdev-getss " + device, g -> "" + g.blockdevGetss(device)));
            questions.add(new Question("checksum-device crc " + device, g -> g.checksumDevice("crc", device)));
        }
        for (String command : List.of(
                QUEUES,
                "nproc",
                "cat /sys/class/virtio-ports/*/name /sys/class/misc/hw_random/rng_current",
                "ip -4 -o address show eth0 | sed s,valid_lft.*,,",
                "ip route",
                "grep nameserver /etc/resolv.conf",
                "curl --silent --max-time 60 http://169.254.2.2:" + port + "/")) {
            questions.add(new Question("debug sh \"" + command + "\"", g -> g.debug("sh", List.of(command))));
        }
        for (String label : List.of("mine", "kept")) {
            String file = "/dev/disk/guestfs/" + label;
            questions.add(new Question(
                    "debug sh \"blockdev --getsize64 " + file + "\"",
                    g -> g.debug("sh", List.of("blockdev --getsize64 " + file))));
        }
        questions.add(new Question("list-disk-labels", g -> {
            List<String> lines = new ArrayList<>();
            g.listDiskLabels().forEach((label, device) -> lines.add(label + ": " + device));
            return String.join("\n", lines);
        }));
        return questions;
    }

    private static Side ours() throws IOException {
        List<String> answers = new ArrayList<>();
        RunningDomain domain;
        try (GuestFS g = RealHandle.open()) {
            g.setBackend(libvirtd.backend());
            g.setNetwork(true);
            g.setSmp(2);
            g.setMemsize(1100);
            g.setAppend("orchard=apple,pear");
            drives.forEach(drive -> drive.addTo(g));
            g.addDriveScratch(2 * MIB);
            g.launch();
            String name = libvirtd.domains().get(0);
            domain = RunningDomain.read(
                    String.join("\n", libvirtd.virsh("dumpxml", name).lines()));
            questions.forEach(question -> question.ours().apply(g).lines().forEach(answers::add));
            g.shutdown();
        }
        return new Side(answers, domain, owners(Path.of(domain.root())));
    }

    private static Side theirs(Path root) throws IOException {
        Path xml = dir.resolve("theirs.xml");
        String virsh = "timeout 60 virsh -q -c '" + libvirtd.uri() + "' ";
        List<String> commands = new ArrayList<>();
        commands.addAll(
                List.of("set-network true", "set-smp 2", "set-memsize 1100", "set-append \"orchard=apple,pear\""));
        drives.forEach(drive -> commands.add(drive.command()));
        commands.add("add-drive-scratch " + 2 * MIB);
        commands.add("run");
        commands.add("!" + virsh + "dumpxml $(" + virsh + "list --name) > " + xml);
        questions.forEach(question -> commands.add(question.words()));
        UserPrincipal owner = view(root).readAttributes().owner();
        GroupPrincipal group = view(root).readAttributes().group();
        try {
            Map<String, String> environment = Map.of("LIBGUESTFS_BACKEND", libvirtd.backend());
            List<String> answers = Guestfish.run(List.of(), environment, String.join("\n", commands) + "\n")
                    .output();
            return new Side(answers, RunningDomain.read(Files.readString(xml)), owners(root));
        } finally {
            // Everybody uses this appliance.
            view(root).setOwner(owner);
            view(root).setGroup(group);
        }
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    private static List<String> owners(Path root) throws IOException {
        List<String> owners = new ArrayList<>();
        for (Path file : List.of(root, dir.resolve("kept.raw"), dir.resolve("chain.qcow2"))) {
            owners.add(Files.getOwner(file).getName());
        }
        return owners;
    }

    @Test
    void theGuestsShowTheSame() {
        assertThat(ours.answers())
                .as("network, disks, labels")
                .contains("orchard", "mine: /dev/sda", "kept: /dev/sdd", Integer.toString(4 * MIB))
                .anyMatch(line -> line.contains("inet 169.254.2.15/16"))
                .anyMatch(line -> line.startsWith("default via 169.254.2.2"));
        // Labels come in no particular order.
        int labels = ours.answers().size() - 2;
        assertThat(ours.answers().subList(0, labels)).isEqualTo(theirs.answers().subList(0, labels));
        assertThat(ours.answers()).containsExactlyInAnyOrderElementsOf(theirs.answers());
    }

    @Test
    void theDefinitionsDifferWhereTheyAreMeantTo() {
        assertThat(ours.domain().points())
                .as("what is compared")
                .containsEntry("vcpu", "2")
                .containsKeys("os/cmdline", "memory", "devices/interface/model@type", "devices/disk[1]/serial");
        assertThat(ours.domain().points().get("os/cmdline")).contains("orchard=apple,pear");
        List<String> unexpected = new ArrayList<>();
        theirs.domain().differences(ours.domain()).forEach((path, values) -> {
            String difference = path + " = " + values;
            if (MEANT.values().stream().noneMatch(difference::matches)) {
                unexpected.add(difference);
            }
        });
        assertThat(unexpected).isEmpty();
    }

    @Test
    void onlyTheCLibraryGivesAwayWhatItReads() {
        String self = System.getProperty("user.name");
        assertThat(ours.owners()).containsOnly(self);
        assertThat(theirs.owners()).containsOnly(libvirtd.system() ? "nobody" : self);
    }
}

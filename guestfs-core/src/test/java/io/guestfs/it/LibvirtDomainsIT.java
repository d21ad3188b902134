package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Domains of libvirt's test driver: the connection is real, the host is a file. */
class LibvirtDomainsIT {

    @TempDir
    Path dir;

    private final GuestFS g = RealHandle.open();
    private final List<String> trace = new ArrayList<>();
    private Path raw = Path.of("");
    private Path qcow2 = Path.of("");

    @BeforeAll
    static void assumeLibvirt() {
        LibvirtHost.assumeInstalled();
        RealHandle.assumeHostIsReady();
    }

    @BeforeEach
    void makeImages() throws IOException {
        raw = image("disk.raw");
        qcow2 = dir.resolve("disk.qcow2");
        g.diskCreate(qcow2.toString(), "qcow2", 1 << 20);
        g.setEventCallback(event -> trace.add(((Event.Message) event).text()), EnumSet.of(EventKind.TRACE));
    }

    private Path image(String name) throws IOException {
        Path image = dir.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
        return image;
    }

    @AfterEach
    void close() {
        g.close();
    }

    private String host(TestDomains domains) throws IOException {
        return domains.write(dir.resolve("host.xml"));
    }

    private TestDomains fiveDisks() throws IOException {
        return new TestDomains()
                .shutOff(
                        "guest",
                        TestDomains.disk(raw, "raw", ""),
                        TestDomains.disk(qcow2, "qcow2", "<blockio logical_block_size='4096'/>"),
                        TestDomains.disk(image("cd.iso"), "raw", "<readonly/>"),
                        TestDomains.disk("block", "<source dev='" + image("block") + "'/>"),
                        TestDomains.disk("volume", "<source pool='pool' volume='volume'/>"))
                .pool("pool", "volume", image("volume"));
    }

    @Test
    void theDrivesAreThoseOfTheCLibrary() throws IOException {
        Guestfish.assumeInstalled();
        String uri = host(fiveDisks());

        List<Integer> counts = List.of(
                g.addDomain("guest", o -> o.libvirturi(uri)),
                g.addDomain("guest", o -> o.libvirturi(uri).readonly(true)),
                g.addDomain("guest", o -> o.libvirturi(uri).readonlydisk("read").cachemode("unsafe")),
                g.addDomain(
                        "guest", o -> o.libvirturi(uri).readonlydisk("ignore").copyonread(true)),
                g.addDomain(
                        TestDomains.uuid("guest"),
                        o -> o.libvirturi(uri).allowuuid(true).discard("besteffort")),
                g.addDomain("guest", o -> o.libvirturi(uri).allowuuid(true).iface("virtio")));

        List<String> theirs = Guestfish.run(
                        List.of(),
                        String.join(
                                "\n",
                                "add-domain guest libvirturi:" + uri,
                                "add-domain guest libvirturi:" + uri + " readonly:true",
                                "add-domain guest libvirturi:" + uri + " readonlydisk:read cachemode:unsafe",
                                "add-domain guest libvirturi:" + uri + " readonlydisk:ignore copyonread:true",
                                "add-domain " + TestDomains.uuid("guest") + " libvirturi:" + uri
                                        + " allowuuid:true discard:besteffort",
                                "add-domain guest libvirturi:" + uri + " allowuuid:true",
                                "debug-drives",
                                ""))
                .output();
        List<String> ours = new ArrayList<>(counts.stream().map(String::valueOf).toList());
        ours.addAll(g.debugDrives());
        assertThat(counts).containsOnly(5);
        assertThat(ours).isEqualTo(theirs);
    }

    /** Only what is asked for is compared: whether such a drive can be added is another matter. */
    @Test
    void networkDisksAreAskedForAsTheCLibraryDoes() throws IOException {
        Guestfish.assumeInstalled();
        String uri = host(new TestDomains()
                .shutOff(
                        "remote",
                        TestDomains.disk(
                                "network",
                                "<source protocol='nbd' name='export'><host name='localhost'"
                                        + " port='10809'/></source>")));

        addedOrRefused(uri);

        List<String> theirs =
                Guestfish.run(List.of("-x"), "add-domain remote libvirturi:" + uri + "\n").errors().stream()
                        .map(line -> line.replace("libguestfs: trace: ", ""))
                        .filter(line -> line.startsWith("add_drive \""))
                        .toList();
        assertThat(theirs).hasSize(1);
        assertThat(trace.stream()
                        .filter(line -> line.startsWith("add_drive \""))
                        .toList())
                .isEqualTo(theirs);
    }

    private void addedOrRefused(String uri) {
        try {
            g.addDomain("remote", o -> o.libvirturi(uri));
        } catch (GuestFSException e) {
            assertThat(e.call()).isEqualTo("add_drive");
            assertThat(g.debugDrives()).isEmpty();
        }
    }

    @Test
    void aDomainThatRunsIsAddedReadOnlyOrNotAtAll() throws IOException {
        String uri = host(new TestDomains().running("busy", TestDomains.disk(raw, "raw", "")));

        assertThatThrownBy(() -> g.addDomain("busy", o -> o.libvirturi(uri)))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("'busy' is not shut off")
                .hasMessageContaining("read-only");
        assertThat(g.debugDrives()).isEmpty();

        assertThat(g.addDomain("busy", o -> o.libvirturi(uri).readonly(true))).isEqualTo(1);
        assertThat(g.debugDrives()).singleElement().asString().contains("readonly");
    }

    @Test
    void theDaemonOfARunningDomainIsChosenWhereItHasAChannel() throws IOException {
        String channel = """
                <channel type='unix'>
                  <source mode='bind' path='/run/guest of mine.sock'/>
                  <target type='virtio' name='org.libguestfs.channel.0'/>
                </channel>
                """;
        String uri = host(new TestDomains()
                .running("without", TestDomains.disk(raw, "raw", ""))
                .running("with", TestDomains.disk(raw, "raw", "") + channel)
                .shutOff("off", TestDomains.disk(raw, "raw", "") + channel));

        assertThatThrownBy(() -> g.addDomain("without", o -> o.libvirturi(uri).live(true)))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("'without' has no channel")
                .hasMessageContaining("org.libguestfs.channel.0");
        assertThatThrownBy(() ->
                        g.addDomain("with", o -> o.libvirturi(uri).live(true).readonly(true)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("exclude each other");
        assertThat(g.getBackend()).isEqualTo("direct");

        assertThat(g.addDomain("off", o -> o.libvirturi(uri).live(true))).isEqualTo(1);
        assertThat(g.getBackend()).isEqualTo("direct");

        assertThat(g.addDomain("with", o -> o.libvirturi(uri).live(true))).isZero();
        assertThat(g.getBackend()).isEqualTo("unix:/run/guest of mine.sock");
        assertThat(g.debugDrives()).hasSize(1);
    }

    @Test
    void allDisksAreAddedOrNone() throws IOException {
        String uri = host(new TestDomains()
                .shutOff(
                        "broken",
                        TestDomains.disk(raw, "raw", ""),
                        TestDomains.disk(dir.resolve("not-there"), "raw", "")));
        g.addDrive(qcow2.toString());

        assertThatThrownBy(() -> g.addDomain("broken", o -> o.libvirturi(uri)))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("not-there");
        assertThat(g.debugDrives()).singleElement().asString().contains("disk.qcow2");
    }

    @Test
    void errorsSayWhatIsWrong() throws IOException {
        String uri = host(new TestDomains()
                .shutOff("marked", "<disk type='file' device='disk'><source file='" + raw + "'/><readonly/></disk>")
                .shutOff("none")
                .shutOff("lost", TestDomains.disk("volume", "<source pool='nowhere' volume='v'/>")));

        assertThatThrownBy(() -> g.addDomain("missing", o -> o.libvirturi(uri)))
                .hasMessageContaining("'missing'")
                .hasMessageContaining("not found");
        assertThatThrownBy(() -> g.addDomain("none", o -> o.libvirturi(uri))).hasMessageContaining("no disk");
        assertThatThrownBy(() -> g.addDomain("lost", o -> o.libvirturi(uri))).hasMessageContaining("'nowhere'");
        assertThatThrownBy(() -> g.addDomain("marked", o -> o.libvirturi(uri).readonlydisk("error")))
                .hasMessageContaining("readonlydisk");
        assertThatThrownBy(() -> g.addDomain("marked", o -> o.libvirturi("test:///not/there.xml")))
                .hasMessageContaining("/not/there.xml");
        assertThat(g.debugDrives()).isEmpty();
    }

    @Test
    void aDomainThatTheProgramHasLookedUpStaysItsOwn() throws IOException, LibvirtException {
        Connect connect = new Connect(host(fiveDisks()));
        Domain domain = connect.domainLookupByName("guest");

        assertThat(g.addLibvirtDom(domain, o -> o.readonly(true))).isEqualTo(5);
        assertThat(g.debugDrives()).hasSize(5);
        assertThat(domain.getName()).isEqualTo("guest");

        domain.free();
        connect.close();
    }

    @Test
    void whatIsNoDomainIsRefused() {
        assertThatThrownBy(() -> g.addLibvirtDom("guest"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("org.libvirt.Domain");
    }

    @Test
    void theFilesOfADomainAreReadAndWritten() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.writeString(tree.resolve("hello"), "from outside", UTF_8);
        Path disk = dir.resolve("guest.img");
        Process mke2fs = new ProcessBuilder("mke2fs", "-q", "-t", "ext4", "-d", tree.toString(), disk.toString(), "16M")
                .redirectErrorStream(true)
                .start();
        String said = new String(mke2fs.getInputStream().readAllBytes(), UTF_8);
        assertThat(mke2fs.waitFor()).as(said).isZero();
        String uri = host(new TestDomains().shutOff("guest", TestDomains.disk(disk, "raw", "")));

        g.addDomain("guest", o -> o.libvirturi(uri));
        g.launch();
        g.mount("/dev/sda", "/");

        assertThat(g.cat("/hello")).isEqualTo("from outside");
        g.write("/answer", "from inside".getBytes(UTF_8));
        assertThat(g.cat("/answer")).isEqualTo("from inside");
        g.shutdown();
    }
}

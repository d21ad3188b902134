package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The lines of a trace have the form of the C library. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.launched();
    private final List<String> lines = new ArrayList<>();

    TraceTest() {
        g.setEventCallback(
                event -> {
                    if (event instanceof Event.Message message) {
                        lines.add(message.text());
                    }
                },
                EnumSet.of(EventKind.TRACE));
    }

    @BeforeEach
    void traceFromNow() {
        g.setTrace(true);
        lines.clear();
    }

    @AfterAll
    void close() {
        appliance.close();
    }

    private void answer(String call, Answer answer) {
        FakeAppliance.answer(daemon, call, answer);
    }

    @Test
    void stringsAreQuotedAndNotEscaped() {
        answer("mount", Answer.ok());
        g.mount("/dev/\"sda\\1\"", "/grün");
        assertThat(lines).containsExactly("mount \"/dev/\"sda\\1\"\" \"/grün\"", "mount = 0");
    }

    @Test
    void numbersAndTruthValues() {
        answer("part_set_bootable", Answer.ok());
        answer("part_add", Answer.ok());
        g.partSetBootable("/dev/sda", 1, true);
        g.partAdd("/dev/sda", "p", 2048, -1);
        assertThat(lines)
                .containsExactly(
                        "part_set_bootable \"/dev/sda\" 1 true",
                        "part_set_bootable = 0",
                        "part_add \"/dev/sda\" \"p\" 2048 -1",
                        "part_add = 0");
    }

    @Test
    void aListIsOneWord() {
        answer("vgcreate", Answer.ok());
        g.vgcreate("vg", List.of("/dev/sda2", "/dev/sda3"));
        assertThat(lines).containsExactly("vgcreate \"vg\" \"/dev/sda2 /dev/sda3\"", "vgcreate = 0");
    }

    @Test
    void textThatMayBeAbsent() {
        answer("aug_defvar", Answer.ok(new WireBytes().u32(3)));
        g.augDefvar("n", null);
        g.augDefvar("n", "/files");
        assertThat(lines)
                .containsExactly(
                        "aug_defvar \"n\" null", "aug_defvar = 3", "aug_defvar \"n\" \"/files\"", "aug_defvar = 3");
    }

    @Test
    void bytesThatAreNotPrintableAreEscaped() {
        answer("pwrite", Answer.ok(new WireBytes().u32(6)));
        g.pwrite("/f", new byte[] {'a', 0, (byte) 0xff, '"', '\\', '\n'}, 7);
        assertThat(lines).containsExactly("pwrite \"/f\" \"a\\x00\\xff\"\\\\x0a\" 7", "pwrite = 6");
    }

    @Test
    void bytesAreCutAfter256() {
        answer("pwrite", Answer.ok(new WireBytes().u32(257)));
        g.pwrite("/f", "x".repeat(257).getBytes(StandardCharsets.US_ASCII), 0);
        g.pwrite("/f", "x".repeat(256).getBytes(StandardCharsets.US_ASCII), 0);
        assertThat(lines)
                .contains(
                        "pwrite \"/f\" \"" + "x".repeat(256) + "\"<truncated, original size 257 bytes> 0",
                        "pwrite \"/f\" \"" + "x".repeat(256) + "\" 0");
    }

    @Test
    void secretsAreNeverShown() {
        answer("luks_open", Answer.ok());
        g.luksOpen("/dev/sda1", "sesame", "map");
        assertThat(lines).containsExactly("luks_open \"/dev/sda1\" \"***\" \"map\"", "luks_open = 0");
    }

    @Test
    void theSecretOfADriveIsNotShownEither() {
        List<String> seen = new ArrayList<>();
        try (GuestFS other = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment())) {
            other.setEventCallback(event -> seen.add(event.toString()), EnumSet.of(EventKind.TRACE));
            other.setTrace(true);
            assertThatThrownBy(() -> other.addDrive("x", o -> o.protocol("rbd").secret("sesame")))
                    .isInstanceOf(GuestFSException.class);
        }
        assertThat(seen).anyMatch(line -> line.contains("\"secret:***\"")).noneMatch(line -> line.contains("sesame"));
    }

    @Test
    void filesAreShownByTheirNames() throws Exception {
        answer("upload", new Answer().takeFile().thenOk());
        Path file = Files.writeString(appliance.directory().resolve("local"), "text");
        g.upload(file, "/x");
        g.upload(new ByteArrayInputStream(new byte[1]), "/y");
        assertThat(lines)
                .containsExactly(
                        "upload \"" + file + "\" \"/x\"", "upload = 0", "upload \"<stream>\" \"/y\"", "upload = 0");
    }

    @Test
    void optionsAreShownOnlyWhenGivenAndInTheOrderOfTheirDeclaration() {
        answer("mkfs", Answer.ok());
        answer("tar_out", new Answer().thenOk().sendFile(new byte[0]));
        g.mkfs("ext4", "/dev/sda1");
        g.mkfs("ext4", "/dev/sda1", o -> o.label("a label").blocksize(4096));
        g.tarOut(
                "/d",
                new ByteArrayOutputStream(),
                o -> o.excludes(List.of("*.o", "*~")).numericowner(true));
        assertThat(lines)
                .containsExactly(
                        "mkfs \"ext4\" \"/dev/sda1\"",
                        "mkfs = 0",
                        "mkfs \"ext4\" \"/dev/sda1\" \"blocksize:4096\" \"label:a label\"",
                        "mkfs = 0",
                        "tar_out \"/d\" \"<stream>\" \"numericowner:true\" \"excludes:*.o *~\"",
                        "tar_out = 0");
    }

    @Test
    void simpleResults() {
        answer("exists", Answer.ok(new WireBytes().bool(true)));
        answer("filesize", Answer.ok(new WireBytes().u64(5_000_000_000L)));
        answer("readlink", Answer.ok(new WireBytes().string("to \"here\"")));
        answer("pread", Answer.ok(new WireBytes().opaque((byte) 1, (byte) 'a')));
        g.exists("/a");
        g.filesize("/a");
        g.readlink("/a");
        g.pread("/a", 2, 0);
        assertThat(lines)
                .contains("exists = 1", "filesize = 5000000000", "readlink = \"to \"here\"\"", "pread = \"\\x01a\"");
    }

    @Test
    void listsAndTables() {
        answer("list_devices", Answer.ok(new WireBytes().strings("/dev/sda", "/dev/sdb")));
        answer("pvs", Answer.ok(new WireBytes().strings()));
        answer("list_filesystems", Answer.ok(new WireBytes().strings("/dev/sda1", "ext4", "/dev/sda2", "xfs")));
        g.listDevices();
        g.pvs();
        g.listFilesystems();
        assertThat(lines)
                .contains(
                        "list_devices = [\"/dev/sda\", \"/dev/sdb\"]",
                        "pvs = []",
                        "list_filesystems = [\"/dev/sda1\", \"ext4\", \"/dev/sda2\", \"xfs\"]");
    }

    @Test
    void structures() {
        answer(
                "utsname",
                Answer.ok(new WireBytes()
                        .string("Linux")
                        .string("6.1")
                        .string("#1")
                        .string("x86_64")));
        g.utsname();
        assertThat(lines)
                .contains("utsname = <struct guestfs_utsname = uts_sysname: Linux, uts_release: 6.1, uts_version: #1,"
                        + " uts_machine: x86_64, >");
    }

    @Test
    void listsOfStructures() {
        WireBytes two = new WireBytes().u32(2);
        two.u32(1).u64(512).u64(1023).u64(512).u32(2).u64(1024).u64(2047).u64(1024);
        answer("part_list", Answer.ok(two));
        g.partList("/dev/sda");
        answer("part_list", Answer.ok(new WireBytes().u32(0)));
        g.partList("/dev/sda");
        assertThat(lines)
                .contains(
                        "part_list = <struct guestfs_partition_list(2) = [0]{part_num: 1, part_start: 512, part_end:"
                                + " 1023, part_size: 512, } [1]{part_num: 2, part_start: 1024, part_end: 2047,"
                                + " part_size: 1024, }>",
                        "part_list = <struct guestfs_partition_list(0)>");
    }

    @Test
    void fieldsOfEveryType() {
        WireBytes lv = new WireBytes()
                .u32(1)
                .string("lv")
                .raw("0123456789ABCDEF0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        lv.string("attr")
                .u64(-1)
                .u64(2)
                .u64(3)
                .u64(4)
                .u64(-1)
                .u64(6)
                .string("")
                .f32(33.333332f)
                .f32(-1);
        lv.string("").string("").string("").string("");
        answer("lvs_full", Answer.ok(lv));
        answer("getxattrs", Answer.ok(new WireBytes().u32(1).string("user.a").opaque((byte) 'v', (byte) 0x80)));
        g.lvsFull();
        g.getxattrs("/f");
        assertThat(lines.get(1))
                .contains("lv_uuid: 0123456789ABCDEF0123456789abcdef, ")
                .contains("lv_major: -1, ")
                .contains("lv_size: 18446744073709551615, ")
                .contains("snap_percent: 33.3333 %, copy_percent: , ");
        assertThat(lines.get(3))
                .isEqualTo("getxattrs = <struct guestfs_xattr_list(1) = [0]{attrname: user.a, attrval: v\\x80, }>");
    }

    @Test
    void failuresEndInErrorBeforeTheHandlerIsTold() {
        answer("mount", Answer.error("ENOENT", "mount_stub: /dev/sdz: No such file or directory"));
        answer("readlink", Answer.error("EINVAL", "/x: Invalid argument"));
        g.pushErrorHandler(message -> lines.add("handler: " + message));
        assertThatThrownBy(() -> g.mount("/dev/sdz", "/")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.readlink("/x")).isInstanceOf(GuestFSException.class);
        g.popErrorHandler();
        assertThat(lines)
                .containsExactly(
                        "mount \"/dev/sdz\" \"/\"",
                        "mount = -1 (error)",
                        "handler: mount: mount_stub: /dev/sdz: No such file or directory",
                        "readlink \"/x\"",
                        "readlink = NULL (error)",
                        "handler: readlink: /x: Invalid argument");
    }

    @Test
    void callsInsideCallsAreShownInsideThem() {
        answer("download", Answer.error("ENOENT", "/nope: No such file or directory"));
        g.pushErrorHandler(message -> lines.add("handler"));
        assertThatThrownBy(() -> g.cat("/nope")).hasMessage("download: /nope: No such file or directory");
        g.popErrorHandler();
        assertThat(lines)
                .containsExactly(
                        "cat \"/nope\"",
                        "read_file \"/nope\"",
                        "download \"/nope\" \"<stream>\"",
                        "download = -1 (error)",
                        "handler",
                        "read_file = NULL (error)",
                        "cat = NULL (error)");
    }

    @Test
    void aFailureOfOurOwnSideIsToldToTheHandlerBeforeItsLine() {
        g.pushErrorHandler(message -> lines.add("handler"));
        assertThatThrownBy(() -> g.setIdentifier("no spaces")).isInstanceOf(GuestFSException.class);
        g.popErrorHandler();
        assertThat(lines).containsExactly("set_identifier \"no spaces\"", "handler", "set_identifier = -1 (error)");
    }

    @Test
    void aLocalFileThatIsNotThereFailsBetweenTheLinesOfTheCall() {
        String none = appliance.directory().resolve("none").toString();
        g.pushErrorHandler(message -> lines.add("handler"));
        assertThatThrownBy(() -> g.upload(none, "/x")).isInstanceOf(GuestFSException.class);
        g.popErrorHandler();
        assertThat(lines).containsExactly("upload \"" + none + "\" \"/x\"", "handler", "upload = -1 (error)");
    }

    @Test
    void whatWouldUpsetTheDaemonFailsBetweenTheLinesOfTheCall() {
        assertThatThrownBy(() -> g.setxattr("user.a", "val", 9, "/x")).isInstanceOf(GuestFSException.class);
        assertThat(lines).containsExactly("setxattr \"user.a\" \"val\" 9 \"/x\"", "setxattr = -1 (error)");
    }

    @Test
    void absentTextAsAResult() {
        g.getAppend();
        assertThat(lines).containsExactly("get_append", "get_append = \"NULL\"");
    }

    @Test
    void theVersion() {
        g.version();
        assertThat(lines.get(1)).startsWith("version = <struct guestfs_version = major: 1, minor: 60, release: 1, ");
    }

    @Test
    void theWishForTracesIsLookedAtWhenACallBegins() {
        g.setTrace(false);
        g.setTrace(true);
        assertThat(lines).containsExactly("set_trace false", "set_trace = 0");
    }

    @Test
    void closingIsShownWithoutResult() {
        List<String> seen = new ArrayList<>();
        GuestFS other = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());
        other.setEventCallback(event -> seen.add(((Event.Message) event).text()), EnumSet.of(EventKind.TRACE));
        other.setTrace(true);
        other.close();
        assertThat(seen).containsExactly("close");
    }

    @Test
    void namesAreThoseOfTheApi() {
        List<String> seen = new ArrayList<>();
        try (GuestFS other = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment())) {
            other.setEventCallback(event -> seen.add(((Event.Message) event).text()), EnumSet.of(EventKind.TRACE));
            other.setTrace(true);
            other.addDriveOpts(appliance.disk().toString(), o -> o.format("raw"));
        }
        assertThat(seen)
                .containsExactly("add_drive \"" + appliance.disk() + "\" \"format:raw\"", "add_drive = 0", "close");
    }
}

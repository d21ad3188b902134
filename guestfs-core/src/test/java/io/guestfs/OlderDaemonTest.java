package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.structs.Dirent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A daemon that does not know the newer calls is asked in older ways. */
class OlderDaemonTest {

    /** A procedure that newer daemons have given up. */
    private static final int READDIR = 138;

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    @Test
    void outputOfCommandsIsWrittenOnOurSide() {
        appliance.serve(FakeAppliance.script()
                .on(Description.procedure("command"), call -> Answer.ok(new WireBytes().string("from command")))
                .on(Description.procedure("sh"), call -> Answer.ok(new WireBytes().string("from sh"))));
        GuestFS g = appliance.launched();
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        ByteArrayOutputStream shell = new ByteArrayOutputStream();

        g.commandOut(List.of("echo"), command);
        g.shOut("echo", shell);

        assertThat(command.toString(StandardCharsets.UTF_8)).isEqualTo("from command");
        assertThat(shell.toString(StandardCharsets.UTF_8)).isEqualTo("from sh");
    }

    @Test
    void setfilesRelabelsEachPath() {
        FakeDaemon daemon = appliance.serve(
                FakeAppliance.script().on(Description.procedure("selinux_relabel"), call -> Answer.ok()));
        GuestFS g = appliance.launched();

        g.setfiles("/contexts", List.of("/etc", "/usr"), o -> o.force(true));

        List<List<Object>> relabelled = daemon.calls().stream()
                .filter(call -> call.procedure() == Description.procedure("selinux_relabel"))
                .map(call ->
                        List.<Object>of(call.arguments().string(), call.argumentBytes().length, call.optargsBitmask()))
                .toList();
        assertThat(relabelled).containsExactly(List.of("/contexts", 28, 1L), List.of("/contexts", 28, 1L));
    }

    @Test
    void geometryBecomesAMap() {
        WireBytes info = new WireBytes().string("/dev/sda1").u32(512).u32(4).u32(6400);
        info.u32(512)
                .u32(2)
                .u32(4096)
                .u64(25600)
                .u32(25)
                .u32(0)
                .u32(0)
                .u32(2)
                .u32(4096)
                .u32(0xFFFFFFFFL);
        info.string("internal log").u32(4096).u32(855).u32(2).u32(512).u32(0).u32(1);
        info.string("none").u32(4096).u64(0).u64(0);
        appliance.serve(FakeAppliance.script().on(Description.procedure("xfs_info"), call -> Answer.ok(info)));
        GuestFS g = appliance.launched();

        Map<String, String> geometry = g.xfsInfo2("/dev/sda1");

        assertThat(geometry)
                .containsEntry("meta-data", "/dev/sda1")
                .containsEntry("meta-data.agsize", "6400 blks")
                .containsEntry("data.blocks", "25600")
                .containsEntry("naming", "version 2")
                .containsEntry("log", "internal log")
                .doesNotContainKey("naming.ascii-ci");
    }

    @Test
    void aDirectoryComesInOneMessage() {
        WireBytes entries = new WireBytes().u32(2);
        entries.u64(12).u32('r').string("file").u64(2).u32('d').string("..");
        appliance.serve(FakeAppliance.script().on(READDIR, call -> Answer.ok(entries)));
        GuestFS g = appliance.launched();
        List<String> told = new ArrayList<>();
        g.setErrorHandler(told::add);

        assertThat(g.readdir("/")).containsExactly(new Dirent(12, 'r', "file"), new Dirent(2, 'd', ".."));
        assertThat(told).as("a detour is no failure").isEmpty();
        assertThat(g.lastError()).isNull();
    }

    @Test
    void aFullScrubIsOneThatIsStartedAndJudged() {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script()
                .on(Description.procedure("btrfs_scrub_start"), call -> Answer.ok())
                .on(Description.procedure("btrfs_scrub_status"), call -> Answer.ok(scrubbed(0))));
        GuestFS g = appliance.launched();

        g.btrfsScrubFull("/");
        assertThatThrownBy(() -> g.btrfsScrubFull("/", o -> o.readonly(true)))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("'readonly'")
                .hasMessageContaining("(needs 1.55.12, found before 1.55.12)");

        FakeAppliance.answer(daemon, "btrfs_scrub_status", Answer.ok(scrubbed(3)));
        assertThatThrownBy(() -> g.btrfsScrubFull("/")).hasMessageContaining("3 errors remain");
    }

    private static WireBytes scrubbed(long uncorrectable) {
        WireBytes status = new WireBytes();
        for (int field = 0; field < 15; field++) {
            status.u64(field == 11 ? uncorrectable : 0);
        }
        return status;
    }

    @Test
    void prefixesOfKeysAreResolvedOnOurSide() {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script("luks_open"));
        GuestFS g = appliance.launched();

        assertThat(keySent(g, daemon, "text:base64:x")).isEqualTo("base64:x");
        assertThat(keySent(g, daemon, "base64:w7w=")).isEqualTo("\u00c3\u00bc");
        assertThat(keySent(g, daemon, "base64:/w==")).isEqualTo("\u00ff");
        assertThat(keySent(g, daemon, "plain")).isEqualTo("plain");
        assertThatThrownBy(() -> keySent(g, daemon, "base64:AA=="))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("zero byte");
        assertThatThrownBy(() -> keySent(g, daemon, "base64:s3cret!"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aDaemonThatKnowsThePrefixesGetsThemAsTheyAre() {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script("luks_open")
                .on(Description.procedure("xfs_info2"), call -> Answer.error("ENOENT", "no such file")));
        GuestFS g = appliance.launched();

        assertThat(keySent(g, daemon, "base64:AA==")).isEqualTo("base64:AA==");
    }

    @SuppressWarnings("deprecation")
    private static String keySent(GuestFS g, FakeDaemon daemon, String key) {
        g.luksOpen("/dev/sda", key, "map");
        ByteBuffer sent = ByteBuffer.wrap(daemon.lastCall().argumentBytes());
        sent.position(Integer.BYTES + "/dev/sda".length());
        byte[] bytes = new byte[sent.getInt()];
        sent.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.NotSupportedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A daemon that does not know the newer calls is asked in older ways. */
class OlderDaemonTest {

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
    void theRestSaysWhichVersionItNeeds() {
        appliance.serve(FakeAppliance.script());
        GuestFS g = appliance.launched();

        assertThatThrownBy(() -> g.btrfsScrubFull("/"))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("needs version 1.55.12");
    }
}

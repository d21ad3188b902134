package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.structs.MdStat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guest whose kernel gave the first disk the letter b and the second the letter a; the daemon hides that, but not everywhere. */
class DiskNamesTest {

    private static final int PARSE = Description.procedure("internal_parse_mountable");

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    private FakeDaemon guest(String call, WireBytes answer) {
        return appliance.serve(FakeAppliance.script()
                .on(
                        Description.procedure("list_devices"),
                        asked -> Answer.ok(
                                new WireBytes().u32(2).string("/dev/sda").string("/dev/sdb")))
                .on(PARSE, asked -> {
                    String mountable = asked.arguments().string();
                    boolean volume = mountable.startsWith("btrfsvol:");
                    boolean first = mountable.contains("/dev/sda");
                    String device = (first ? "/dev/sdb" : "/dev/sda") + (mountable.contains("2") ? "2" : "");
                    return Answer.ok(
                            new WireBytes().u32(volume ? 1 : 0).string(device).string(volume ? "home" : ""));
                })
                .on(Description.procedure(call), asked -> Answer.ok(answer)));
    }

    @Test
    void fileSystemsHaveTheNamesThatTheDaemonTakes() {
        guest(
                "list_filesystems",
                new WireBytes()
                        .u32(8)
                        .string("/dev/sda2")
                        .string("btrfs")
                        .string("btrfsvol:/dev/sdb2/home")
                        .string("btrfs")
                        .string("btrfsvol:/dev/sda/")
                        .string("btrfs")
                        .string("btrfsvol:/dev/vg/lv/var")
                        .string("btrfs"));
        GuestFS g = appliance.launched();

        assertThat(g.listFilesystems().keySet())
                .containsExactly(
                        "/dev/sda2", "btrfsvol:/dev/sda2/home", "btrfsvol:/dev/sdb/", "btrfsvol:/dev/vg/lv/var");
    }

    @Test
    void rootsAndMountPointsToo() {
        guest("inspect_os", new WireBytes().u32(1).string("btrfsvol:/dev/sdb2/root"));
        assertThat(appliance.launched().inspectOs()).containsExactly("btrfsvol:/dev/sda2/root");
    }

    @Test
    void mountPointsToo() {
        guest("inspect_get_mountpoints", new WireBytes().u32(2).string("/home").string("btrfsvol:/dev/sda2/home"));
        assertThat(appliance.launched().inspectGetMountpoints("/dev/sda1"))
                .isEqualTo(Map.of("/home", "btrfsvol:/dev/sdb2/home"));
    }

    @Test
    void theDeviceOfAMountableIsTheOneInItsName() {
        guest("list_filesystems", new WireBytes().u32(0));
        GuestFS g = appliance.launched();

        assertThat(g.mountableDevice("btrfsvol:/dev/sda2/home")).isEqualTo("/dev/sda2");
        assertThat(g.mountableDevice("/dev/sdb2")).isEqualTo("/dev/sdb2");
        assertThat(g.mountableSubvolume("btrfsvol:/dev/sda2/home")).isEqualTo("home");
    }

    @Test
    void membersOfArraysToo() {
        guest(
                "md_stat",
                new WireBytes()
                        .u32(3)
                        .string("/dev/sdb")
                        .u32(0)
                        .string("")
                        .string("/dev/sda2")
                        .u32(1)
                        .string("S")
                        .string("/dev/vg/lv")
                        .u32(2)
                        .string(""));
        assertThat(appliance.launched().mdStat("/dev/md0"))
                .containsExactly(
                        new MdStat("/dev/sda", 0, ""),
                        new MdStat("/dev/sdb2", 1, "S"),
                        new MdStat("/dev/vg/lv", 2, ""));
    }

    @Test
    void nothingIsAskedWhereNoSubvolumeIsNamed() {
        FakeDaemon daemon = guest(
                "list_filesystems", new WireBytes().u32(2).string("/dev/sda1").string("ext4"));

        assertThat(appliance.launched().listFilesystems()).isEqualTo(Map.of("/dev/sda1", "ext4"));
        assertThat(daemon.calls()).noneMatch(call -> call.procedure() == PARSE);
    }

    @Test
    void aDaemonThatCanNotTellLeavesItsNames() {
        appliance.serve(FakeAppliance.script()
                .on(
                        Description.procedure("inspect_get_roots"),
                        asked -> Answer.ok(new WireBytes().u32(1).string("btrfsvol:/dev/sdc1/root"))));

        assertThat(appliance.launched().inspectGetRoots()).isEqualTo(List.of("btrfsvol:/dev/sdc1/root"));
    }
}

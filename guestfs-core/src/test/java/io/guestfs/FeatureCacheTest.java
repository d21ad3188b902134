package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The daemon is asked once for each feature group; the answer holds until the appliance is shut down. */
class FeatureCacheTest {

    private static final int THERE = 0;
    private static final int NOT_THERE = 1;
    private static final int UNKNOWN = 2;

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    private static Answer answer(CallSeen seen) {
        return switch (seen.arguments().string()) {
            case "lvm2", "ntfs3g" -> Answer.ok(new WireBytes().u32(THERE));
            case "zfs" -> Answer.ok(new WireBytes().u32(NOT_THERE));
            default -> Answer.ok(new WireBytes().u32(UNKNOWN));
        };
    }

    private FakeDaemon daemon() {
        FakeDaemon daemon = appliance.serve(FakeAppliance.script());
        FakeAppliance.answer(daemon, "internal_feature_available", FeatureCacheTest::answer);
        return daemon;
    }

    private static List<String> asked(FakeDaemon daemon) {
        return daemon.calls().stream()
                .filter(seen -> seen.procedure() == Description.procedure("internal_feature_available"))
                .map(seen -> seen.arguments().string())
                .toList();
    }

    @Test
    void eachGroupIsAskedForOnce() {
        FakeDaemon daemon = daemon();
        GuestFS g = appliance.launched();

        g.available(List.of("lvm2"));
        g.available(List.of("lvm2", "ntfs3g"));
        assertThat(g.featureAvailable(List.of("ntfs3g", "lvm2", "lvm2"))).isTrue();
        assertThat(g.featureAvailable(List.of("lvm2", "zfs"))).isFalse();
        assertThat(g.featureAvailable(List.of("zfs"))).isFalse();

        assertThat(asked(daemon)).containsExactly("lvm2", "ntfs3g", "zfs");
    }

    @Test
    void refusalsComeOutOfTheCacheToo() {
        FakeDaemon daemon = daemon();
        GuestFS g = appliance.launched();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> g.available(List.of("zfs", "orchards")))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessage("available: the appliance lacks the feature group 'zfs'");
            assertThatThrownBy(() -> g.available(List.of("orchards")))
                    .isExactlyInstanceOf(GuestFSException.class)
                    .hasMessageContaining("orchards");
            assertThatThrownBy(() -> g.featureAvailable(List.of("zfs", "orchards")))
                    .isExactlyInstanceOf(GuestFSException.class)
                    .hasMessageContaining("feature_available")
                    .hasMessageContaining("orchards");
        }

        assertThat(asked(daemon)).containsExactly("zfs", "orchards");
    }

    @Test
    void nothingAskedForIsThere() {
        FakeDaemon daemon = daemon();
        GuestFS g = appliance.launched();

        g.available(List.of());
        assertThat(g.featureAvailable(List.of())).isTrue();

        assertThat(asked(daemon)).isEmpty();
    }

    @Test
    void aFailedQuestionIsNoAnswer() {
        FakeDaemon daemon = daemon();
        GuestFS g = appliance.launched();
        FakeAppliance.answer(daemon, "internal_feature_available", Answer.error("EIO", "no idea"));
        assertThatThrownBy(() -> g.featureAvailable(List.of("lvm2")))
                .hasMessage("feature_available: no idea")
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("EIO"));

        FakeAppliance.answer(daemon, "internal_feature_available", FeatureCacheTest::answer);

        assertThat(g.featureAvailable(List.of("lvm2"))).isTrue();
    }

    @Test
    void theNextApplianceIsAskedAnew() {
        FakeDaemon first = daemon();
        GuestFS g = appliance.launched();
        g.available(List.of("lvm2"));
        g.shutdown();
        assertThatThrownBy(() -> g.available(List.of("lvm2"))).isInstanceOf(GuestFSException.class);

        FakeDaemon second = appliance.serve(FakeAppliance.script());
        FakeAppliance.answer(second, "internal_feature_available", seen -> Answer.ok(new WireBytes().u32(NOT_THERE)));
        appliance.addDisk(g);
        g.launch();

        assertThat(g.featureAvailable(List.of("lvm2"))).isFalse();
        assertThat(asked(first)).containsExactly("lvm2");
        assertThat(asked(second)).containsExactly("lvm2");
    }

    @Test
    void theOneAfterALossIsAskedAnew() {
        FakeDaemon first = daemon();
        GuestFS g = appliance.launched();
        g.available(List.of("lvm2"));
        FakeAppliance.answer(first, "ping_daemon", new Answer().close());
        assertThatThrownBy(g::pingDaemon).isInstanceOf(ApplianceLostException.class);

        FakeDaemon second = daemon();
        appliance.addDisk(g);
        g.launch();
        g.available(List.of("lvm2"));

        assertThat(asked(second)).containsExactly("lvm2");
    }

    @Test
    void twoHandlesDoNotShareAnswers() {
        FakeDaemon first = daemon();
        GuestFS one = appliance.launched();
        one.available(List.of("lvm2"));
        FakeDaemon second = daemon();
        GuestFS other = appliance.launched();
        other.available(List.of("lvm2"));

        assertThat(asked(first)).containsExactly("lvm2");
        assertThat(asked(second)).containsExactly("lvm2");
    }
}

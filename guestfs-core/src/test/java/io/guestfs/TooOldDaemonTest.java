package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.calls.E2fsckOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A daemon lacks a call or an option, and there is no older way: that is said in its own type, with the version that has
 * it and what is known of the daemon's, and the handle works on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TooOldDaemonTest {

    /** What daemons say of an option that they do not know. */
    private static final String UNKNOWN_OPTION =
            "unknown option in optional arguments bitmask (this can happen if a program is compiled against a newer"
                    + " version of libguestfs, then run against an older version of the daemon)";

    private static final String NOT_DECODED = "daemon failed to decode procedure arguments";

    /** What came later than the daemon of Debian 12, and is done in another way there or not by the daemon at all. */
    private static final Set<String> OTHERWISE =
            Set.of("internal_readdir", "command_out", "sh_out", "setfiles", "xfs_info2", "btrfs_scrub_full");

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.launched();

    @AfterAll
    void close() {
        assertThat(daemon.failure()).isNull();
        appliance.close();
    }

    static Stream<Named<CallSpec>> newerCalls() {
        return Description.daemonCalls()
                .filter(call -> call.since().matches("1\\.(49|5[0-9])\\..*") && !OTHERWISE.contains(call.name()))
                .map(call -> Named.of(call.name(), call));
    }

    @Test
    void thereAreNewerCalls() {
        assertThat(newerCalls().map(Named::getName))
                .containsExactlyInAnyOrder(
                        "clevis_luks_unlock",
                        "inspect_get_build_id",
                        "findfs_partuuid",
                        "findfs_partlabel",
                        "ntfs_chmod",
                        "inspect_get_windows_group_policy");
    }

    @ParameterizedTest
    @MethodSource("newerCalls")
    void aCallThatTheDaemonLacks(CallSpec call) {
        SampleArguments samples = new SampleArguments(call.name().hashCode());

        assertThatThrownBy(() -> new ReflectiveCall(g, call)
                        .make(
                                samples.required(call),
                                FileShape.STREAM.file(call, appliance.directory(), new byte[0]),
                                Map.of()))
                .isInstanceOfSatisfying(NotSupportedException.class, e -> {
                    assertThat(e.call()).isEqualTo(call.name());
                    assertThat(e.errnoName()).isEqualTo("ENOTSUP");
                })
                .hasMessage(call.name() + ": not supported by this appliance (needs " + call.since()
                        + ", found before 1.49.1)");
        assertThat(g.lastError()).as("questions leave no trace").contains(call.name());
        worksOn();
    }

    static Stream<Named<CallSpec>> callsWithNewerOptions() {
        return Description.daemonCalls()
                .filter(call -> call.options().stream().anyMatch(option -> option.since() != null))
                .map(call -> Named.of(call.name(), call));
    }

    @Test
    void thereAreNewerOptions() {
        assertThat(callsWithNewerOptions().map(Named::getName))
                .containsExactlyInAnyOrder("tar_in", "e2fsck", "cryptsetup_open");
    }

    @ParameterizedTest
    @MethodSource("callsWithNewerOptions")
    void anOptionThatTheDaemonLacks(CallSpec call) {
        OptionSpec option = call.options().stream()
                .filter(each -> each.since() != null)
                .findFirst()
                .orElseThrow();
        boolean file = call.params().stream().anyMatch(ParamSpec::isFile);
        long known = (1L << call.options().indexOf(option)) - 1;
        FakeAppliance.answer(daemon, call.name(), seen -> asOldDaemon(seen, known, file));
        SampleArguments samples = new SampleArguments(call.name().hashCode());

        try (TransferredFile transfer = FileShape.STREAM.file(call, appliance.directory(), samples.file())) {
            ReflectiveCall made = new ReflectiveCall(g, call);
            assertThatThrownBy(() -> made.make(
                            samples.required(call), transfer, Map.of(option.name(), samples.optional(call, option))))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageStartingWith(call.name() + ": the option '" + option.name()
                            + "' is not supported by this appliance (needs " + option.since()
                            + ", found before 1.49.1)")
                    .hasMessageContaining("do without");
        }
        worksOn();

        try (TransferredFile transfer = FileShape.STREAM.file(call, appliance.directory(), samples.file())) {
            OptionSpec older = call.options().get(1);
            new ReflectiveCall(g, call)
                    .make(samples.required(call), transfer, Map.of(older.name(), samples.optional(call, older)));
        }
        assertThat(daemon.lastCall().procedure())
                .as("without the option the call is made")
                .isEqualTo(Description.procedure(call.name()));
    }

    /** A daemon of 1.48: an upload is stopped before the refusal, and what follows the arguments it knows is ignored. */
    private static Answer asOldDaemon(CallSeen seen, long known, boolean file) {
        Answer answer = new Answer();
        if ((seen.optargsBitmask() & ~known) != 0) {
            return file ? answer.refuseFile(0, "", UNKNOWN_OPTION) : answer.thenError("", UNKNOWN_OPTION);
        }
        return file ? answer.takeFile().thenOk() : answer.thenOk();
    }

    @Test
    void aRefusalForAnotherReasonIsOfAnotherType() {
        FakeAppliance.answer(daemon, "e2fsck", Answer.error("", "e2fsck: unknown option in optional arguments"));

        Throwable thrown = catchThrowable(() -> g.e2fsck("/dev/sda", new E2fsckOptions().forceno(true)));

        assertThat(thrown).isExactlyInstanceOf(GuestFSException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    internal_readdir                                          | 1.49.1 or later, but before 1.49.3
                    internal_readdir clevis_luks_unlock                       | 1.49.3 or later, but before 1.49.8
                    internal_readdir clevis_luks_unlock inspect_get_build_id  | 1.49.8 or later, but before 1.53.5
                    """)
    void whatIsFoundIsBetweenVersions(String known, String found) {
        try (FakeAppliance own = new FakeAppliance()) {
            FakeDaemon younger = own.serve(FakeAppliance.script());
            for (String call : List.of(known.split(" "))) {
                FakeAppliance.answer(younger, call, Answer.error("", NOT_DECODED));
            }
            GuestFS mine = own.launched();

            assertThatThrownBy(() -> mine.findfsPartlabel("x"))
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("(needs 1.53.5, found " + found + ")");
            assertThat(younger.calls().stream()
                            .filter(seen -> seen.procedure() >= Description.procedure("internal_readdir")
                                    && seen.procedure() != Description.procedure("findfs_partlabel")))
                    .as("what is only asked can't do anything")
                    .allSatisfy(seen -> assertThat(seen.argumentBytes()).isEmpty());
        }
    }

    private void worksOn() {
        FakeAppliance.answer(daemon, "ping_daemon", Answer.ok());
        g.pingDaemon();
    }
}

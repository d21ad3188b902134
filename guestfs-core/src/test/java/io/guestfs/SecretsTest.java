package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.event.EventKind;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a handle tells, traces and debug messages and errors, it never tells a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {

    private static final String KEY = "open sesame";

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.launched();
    private final List<String> told = new ArrayList<>();

    SecretsTest() {
        g.setEventCallback(event -> told.add(event.toString()), EnumSet.allOf(EventKind.class));
        g.pushErrorHandler(told::add);
        g.setVerbose(true);
        g.setTrace(true);
    }

    @BeforeEach
    void forget() {
        told.clear();
    }

    @AfterAll
    void close() {
        appliance.close();
    }

    static Stream<Named<CallSpec>> callsWithKeys() {
        return Description.API.calls().stream()
                .filter(call -> call.isPublicApi() && call.params().stream().anyMatch(SecretsTest::isKey))
                .map(call -> Named.of(call.name(), call));
    }

    private static boolean isKey(ParamSpec param) {
        return param.kind() == StringKind.KEY;
    }

    @ParameterizedTest
    @MethodSource("callsWithKeys")
    void noCallTellsItsKeys(CallSpec call) {
        long keys = call.params().stream().filter(SecretsTest::isKey).count();
        FakeAppliance.answer(daemon, call.name(), Answer.error("EPERM", "no"));

        assertThatThrownBy(() -> make(call, KEY)).isInstanceOf(GuestFSException.class);

        assertThat(told).noneMatch(line -> line.contains(KEY));
        assertThat(told)
                .filteredOn(line -> line.contains(call.name() + " \""))
                .singleElement()
                .satisfies(line -> assertThat(line.split("\"\\*\\*\\*\"", -1)).hasSize((int) keys + 1));
    }

    @ParameterizedTest
    @MethodSource("callsWithKeys")
    void aKeyThatCannotBeSentIsNotToldEither(CallSpec call) {
        assertThatThrownBy(() -> make(call, KEY + "\0"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageNotContaining(KEY);

        assertThat(told).noneMatch(line -> line.contains(KEY));
    }

    private void make(CallSpec call, String key) {
        List<@Nullable Object> values = new ArrayList<>();
        List<@Nullable Object> samples = new SampleArguments(1).required(call);
        for (int i = 0; i < samples.size(); i++) {
            values.add(isKey(call.params().get(i)) ? key : samples.get(i));
        }
        try (TransferredFile none = FileShape.NAME.file(call, appliance.directory(), new byte[0])) {
            new ReflectiveCall(g, call).make(values, none, Map.of());
        }
    }

    @Test
    void theSecretOfADriveIsNotToldByAnyCallThatAddsDrives() {
        try (GuestFS other = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment())) {
            other.setEventCallback(event -> told.add(event.toString()), EnumSet.allOf(EventKind.class));
            other.setVerbose(true);
            other.setTrace(true);
            assertThatThrownBy(() ->
                            other.addDrive("x", o -> o.protocol("nonsense").secret(KEY)))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageNotContaining(KEY);
            assertThatThrownBy(() ->
                            other.addDriveOpts("x", o -> o.protocol("nonsense").secret(KEY)))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageNotContaining(KEY);
        }
        assertThat(told).noneMatch(line -> line.contains(KEY));
        assertThat(told).filteredOn(line -> line.contains("\"secret:***\"")).hasSize(2);
    }
}

package io.guestfs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Makes every call that the daemon answers, as a user would, and compares each byte that arrives with what the
 * description says, and each value that comes back with what was sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllCallsTest {

    private static final int PROGRAM = 0x2000F5F5;
    private static final int VERSION = 4;

    private final FakeAppliance appliance = new FakeAppliance();
    private FakeDaemon daemon;
    private GuestFS g;
    private int serial;

    AllCallsTest() {
        daemon = appliance.serve(FakeAppliance.script());
        g = appliance.handle();
    }

    @BeforeAll
    void launch() {
        g.launch();
    }

    @AfterAll
    void close() {
        assertThat(daemon.failure()).isNull();
        appliance.close();
    }

    @Test
    void thereAre503OfThem() {
        assertThat(Description.daemonCalls()).hasSize(503);
    }

    static Stream<Named<CallSpec>> daemonCalls() {
        return named(Description.daemonCalls());
    }

    @ParameterizedTest
    @MethodSource("daemonCalls")
    void withoutOptions(CallSpec call) {
        for (FileShape shape : shapes(call)) {
            check(call, Map.of(), shape);
        }
    }

    private static Stream<Named<CallSpec>> named(Stream<CallSpec> calls) {
        return calls.map(call -> Named.of(call.name(), call));
    }

    static Stream<Named<CallSpec>> callsWithOptions() {
        return named(Description.daemonCalls().filter(call -> !call.options().isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("callsWithOptions")
    void withAllOptions(CallSpec call) {
        SampleArguments samples = new SampleArguments(call.name().hashCode());
        Map<String, Object> options = new LinkedHashMap<>();
        for (OptionSpec option : call.options()) {
            options.put(option.name(), samples.optional(call, option));
        }
        check(call, options, FileShape.STREAM);
    }

    @ParameterizedTest
    @MethodSource("callsWithOptions")
    void withEachOptionAlone(CallSpec call) {
        SampleArguments samples = new SampleArguments(call.name().hashCode());
        for (OptionSpec option : call.options()) {
            check(call, Map.of(option.name(), samples.optional(call, option)), FileShape.STREAM);
        }
    }

    private static List<FileShape> shapes(CallSpec call) {
        boolean file = call.params().stream().anyMatch(ParamSpec::isFile);
        // Codecs do not care for the shape, and calls that are not public have no method with the others.
        return file && call.isPublicApi() ? List.of(FileShape.values()) : List.of(FileShape.STREAM);
    }

    private void check(CallSpec call, Map<String, Object> options, FileShape shape) {
        SampleArguments samples = new SampleArguments(call.name().hashCode() + 31L * options.size());
        SampleReply reply = new SampleReply(call, call.name().hashCode() + options.size());
        byte[] file = samples.file();
        List<@Nullable Object> args = samples.required(call);
        daemon.rules().on(Description.procedure(call.name()), seen -> answer(call, reply, file));
        int before = daemon.calls().size();

        try (TransferredFile transfer = shape.file(call, appliance.directory(), file)) {
            Object result = new ReflectiveCall(g, call).make(args, transfer, options);

            assertThat(daemon.calls()).as("requests").hasSize(before + 1);
            checkRequest(call, args, options, shape);
            assertThat(Unwrapped.value(result)).as("result").isEqualTo(Unwrapped.value(reply.value));
            assertThat(has(call, StringKind.FILE_OUT) ? transfer.received() : file)
                    .as("download")
                    .isEqualTo(file);
        }
    }

    private static Answer answer(CallSpec call, SampleReply reply, byte[] file) {
        Answer answer = new Answer();
        if (has(call, StringKind.FILE_IN)) {
            answer.takeFile();
        }
        answer.thenOk(reply.bytes);
        if (has(call, StringKind.FILE_OUT)) {
            answer.sendFile(file);
        }
        return answer;
    }

    private static boolean has(CallSpec call, StringKind kind) {
        return call.params().stream().anyMatch(param -> param.kind() == kind);
    }

    private void checkRequest(
            CallSpec call, List<@Nullable Object> args, Map<String, Object> options, FileShape shape) {
        CallSeen seen = requireNonNull(daemon).lastCall();
        byte[] file = new SampleArguments(call.name().hashCode() + 31L * options.size()).file();
        assertThat(seen.program()).as("program").isEqualTo(PROGRAM);
        assertThat(seen.version()).as("version").isEqualTo(VERSION);
        assertThat(seen.procedure()).as("procedure").isEqualTo(Description.procedure(call.name()));
        assertThat(seen.direction()).as("direction").isZero();
        assertThat(seen.status()).as("status").isZero();
        assertThat(seen.optargsBitmask()).as("bitmask").isEqualTo(GuestBytes.bitmask(call, options));
        assertThat(seen.argumentBytes()).as("arguments").isEqualTo(GuestBytes.arguments(call, args, options));
        assertThat(seen.serial()).as("serial").isGreaterThan(serial);
        serial = seen.serial();
        if (has(call, StringKind.FILE_IN)) {
            assertThat(seen.progressHint()).as("progress hint").isEqualTo(shape.sized() ? file.length : 0);
            assertThat(seen.fileEnd()).isEqualTo(CallSeen.FileEnd.COMPLETE);
            assertThat(seen.file()).as("upload").isEqualTo(file);
        }
    }
}

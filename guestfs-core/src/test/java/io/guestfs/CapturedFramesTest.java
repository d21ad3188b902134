package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.error.CancelledException;
import io.guestfs.error.GuestFSException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.CallSeen;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that the C library was heard to make: we say the same bytes and understand the same answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapturedFramesTest {

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script());
    private final GuestFS g = appliance.handle();

    @BeforeAll
    void launch() {
        g.launch();
    }

    @AfterAll
    void close() {
        appliance.close();
    }

    private static final CapturedFrame CANCELLED = new CapturedFrame("download-refused-here");

    static Stream<CapturedFrame> frames() {
        return CapturedFrame.all().filter(frame -> frame.call().isPresent()).filter(frame -> !frame.equals(CANCELLED));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void isMadeAndUnderstoodAlike(CapturedFrame frame) {
        CallSpec call = frame.call().orElseThrow();
        RecordedValues recorded = frame.recordedArguments();
        List<@Nullable Object> args = recorded.required(call);
        Map<String, Object> options = recorded.options(call, frame.number("optargs"));
        assertThat(recorded.atEnd()).as("every value of the index was used").isTrue();
        daemon.rules().on((int) frame.number("procedure"), seen -> answer(frame, call));

        boolean sized = frame.number("hint") > 0;
        byte[] content = sized ? new byte[(int) frame.number("hint")] : new byte[] {1};
        FileShape shape = sized ? FileShape.PATH : FileShape.STREAM;
        try (TransferredFile file = shape.file(call, appliance.directory(), content)) {
            check(frame, call, new ReflectiveCall(g, call), new Given(args, options, file));
        }
    }

    private record Given(List<@Nullable Object> args, Map<String, Object> options, TransferredFile file) {}

    private void check(CapturedFrame frame, CallSpec call, ReflectiveCall made, Given given) {
        if (frame.refused()) {
            GuestFSException refusal = catchThrowableOfType(
                    GuestFSException.class, () -> made.make(given.args(), given.file(), given.options()));
            assertThat(refusal.errnoName()).isEqualTo(frame.text("error", 1));
            assertThat(refusal).hasMessage(call.name() + ": " + frame.text("error", 2));
        } else {
            Object result = made.make(given.args(), given.file(), given.options());
            assertThat(Unwrapped.value(result)).isEqualTo(frame.result(call));
            if (has(call, StringKind.FILE_OUT)) {
                assertThat(given.file().received()).isEqualTo(frame.file());
            }
        }
        checkRequest(frame);
    }

    private void checkRequest(CapturedFrame frame) {
        CallSeen seen = daemon.lastCall();
        assertThat(seen.procedure()).isEqualTo((int) frame.number("procedure"));
        assertThat(seen.optargsBitmask()).isEqualTo(frame.number("optargs"));
        assertThat(seen.progressHint()).isEqualTo(frame.number("hint"));
        assertThat(seen.argumentBytes()).isEqualTo(frame.arguments());
    }

    private static Answer answer(CapturedFrame frame, CallSpec call) {
        Answer answer = new Answer();
        if (has(call, StringKind.FILE_IN)) {
            answer.swallow();
        }
        answer.then((peer, seen) -> peer.sendMessage(frame.reply(seen.serial())));
        if (has(call, StringKind.FILE_OUT) && !frame.refused()) {
            frame.frames("chunks").forEach(answer::raw);
        }
        return answer;
    }

    private static boolean has(CallSpec call, StringKind kind) {
        return call.params().stream().map(ParamSpec::kind).anyMatch(kind::equals);
    }

    @Test
    void chunksThatTheDaemonGaveUpAreNoFile() {
        daemon.rules()
                .on(
                        (int) CANCELLED.number("procedure"),
                        seen -> answer(CANCELLED, CANCELLED.call().orElseThrow()));

        assertThatThrownBy(() -> g.download(CANCELLED.text("argument", 1), new ByteArrayOutputStream()))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("the daemon cancelled");
        checkRequest(CANCELLED);
    }

    /** Daemons before 1.49.1 had a procedure of another shape, which is asked when the new one is not known. */
    @Test
    void theOldReaddirIsUnderstood() {
        CapturedFrame frame = new CapturedFrame("readdir");
        daemon.rules()
                .on(
                        (int) frame.number("procedure"),
                        seen -> new Answer().then((peer, again) -> peer.sendMessage(frame.reply(again.serial()))));

        Object result = g.readdir(frame.text("argument", 1));

        assertThat(Unwrapped.value(result))
                .isEqualTo(new RecordedValues(frame.values("result"))
                        .structs(Description.API.struct("dirent").orElseThrow()));
        assertThat(daemon.lastCall().argumentBytes()).isEqualTo(frame.arguments());
    }
}

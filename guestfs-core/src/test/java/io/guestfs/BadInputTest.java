package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.calls.MkfsOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LocalFileException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.ParamType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that can't be used are refused before anything is sent, and the handle stays as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final int MESSAGE_LIMIT = 4 * 1024 * 1024;

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private final GuestFS notLaunched = appliance.handle();
    private int before;

    @BeforeEach
    void count() {
        before = daemon.calls().size();
    }

    @AfterEach
    void nothingWasSentAndTheNextCallWorks() {
        assertThat(daemon.calls()).hasSize(before);
        g.pingDaemon();
    }

    @AfterAll
    void close() {
        appliance.close();
    }

    static Stream<Named<CallSpec>> publicCalls() {
        return Description.API.calls().stream()
                .filter(CallSpec::isPublicApi)
                .filter(call -> !call.params().isEmpty())
                .map(call -> Named.of(call.name(), call));
    }

    private @Nullable Throwable make(CallSpec call, int index, @Nullable Object bad) {
        SampleArguments samples = new SampleArguments(1);
        List<@Nullable Object> args = new ArrayList<>(samples.required(call));
        for (int i = 0; i < args.size(); i++) {
            if (call.params().get(i).isFile()) {
                args.set(i, FileShape.placeholder(call.params().get(i)));
            }
        }
        args.set(index, bad);
        // A library call may belong to the time before launch; it must not do anything in this test anyway.
        return catchThrowable(
                () -> new ReflectiveCall(call.isDaemon() ? g : notLaunched, call).makeWith(FileShape.STREAM, args));
    }

    @ParameterizedTest
    @MethodSource("publicCalls")
    void nullIsRefused(CallSpec call) {
        for (int i = 0; i < call.params().size(); i++) {
            ParamSpec param = call.params().get(i);
            boolean reference = switch (param.type()) {
                case STRING, STRING_LIST, BUFFER_IN, POINTER -> true;
                case OPT_STRING, BOOL, INT, INT64 -> false;
            };
            if (reference) {
                assertThat(make(call, i, null))
                        .as(call.name() + " without " + param.name())
                        .isInstanceOf(InvalidArgumentException.class)
                        .hasMessageStartingWith(call.name() + ": ")
                        .hasMessageContaining(param.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("publicCalls")
    void nullInsideAListIsRefused(CallSpec call) {
        for (int i = 0; i < call.params().size(); i++) {
            if (call.params().get(i).type() == ParamType.STRING_LIST) {
                assertThat(make(call, i, Arrays.asList("a", null)))
                        .as(call.name())
                        .isInstanceOf(InvalidArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("publicCalls")
    void textThatHasNoBytesIsRefused(CallSpec call) {
        for (String bad : List.of("nul\0byte", "high \uD800", "low \uDC00", "\uDFFF", "\uDC80\uD800")) {
            for (int i = 0; i < call.params().size(); i++) {
                ParamSpec param = call.params().get(i);
                Object value = param.type() == ParamType.STRING_LIST ? List.of("good", bad) : bad;
                boolean text = param.type() == ParamType.STRING
                        || param.type() == ParamType.OPT_STRING
                        || param.type() == ParamType.STRING_LIST;
                if (text && !param.isFile()) {
                    assertThat(make(call, i, value))
                            .as(call.name() + " " + param.name())
                            .isInstanceOf(InvalidArgumentException.class);
                }
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without that check may do
    void nullOptionsAreRefused() {
        assertThatThrownBy(() -> g.mkfs("ext4", "/dev/sda", (Consumer<MkfsOptions>) null))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.mkfs("ext4", "/dev/sda", o -> o.label(null)))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void optionsAreCheckedLikeArguments() {
        assertThatThrownBy(() -> g.mkfs("ext4", "/dev/sda", o -> o.label("a\0b")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'label'");
    }

    @Test
    void nullFilesAreRefusedInEveryShape() {
        CallSpec upload = Description.call("upload");
        CallSpec download = Description.call("download");
        for (FileShape shape : FileShape.values()) {
            assertThatThrownBy(() -> new ReflectiveCall(g, upload).makeWith(shape, Arrays.asList(null, "/x")))
                    .isInstanceOf(InvalidArgumentException.class);
            assertThatThrownBy(() -> new ReflectiveCall(g, download).makeWith(shape, Arrays.asList("/x", null)))
                    .isInstanceOf(InvalidArgumentException.class);
        }
    }

    @Test
    void aBufferMustFitIntoAMessage() {
        byte[] tooLarge = new byte[MESSAGE_LIMIT];
        assertThatThrownBy(() -> g.pwrite("/x", tooLarge, 0))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("4194304");
        byte[] tooLargeWithTheRest = new byte[MESSAGE_LIMIT - 56];
        assertThatThrownBy(() -> g.pwrite("/x", tooLargeWithTheRest, 0))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("nothing was sent");
    }

    @Test
    void theLargestMessageIsSent() {
        FakeAppliance.answer(daemon, "pwrite", Answer.ok(new WireBytes().u32(1)));
        // Header, two lengths, two characters with padding, offset.
        byte[] largest = new byte[MESSAGE_LIMIT - 40 - 8 - 4 - 8];
        assertThat(g.pwrite("/x", largest, 0)).isEqualTo(1);
        assertThat(daemon.lastCall().message()).hasSize(MESSAGE_LIMIT);
        before++;
    }

    @Test
    void aListMustFitIntoAMessage() {
        List<String> many = Stream.generate(() -> "x".repeat(1000)).limit(5000).toList();
        assertThatThrownBy(() -> g.vgcreate("vg", many)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void fileNamesInListsHaveNoSlash() {
        assertThatThrownBy(() -> g.lstatnslist("/", List.of("a", "b/c")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "5fc8ac0d-6c4b-4a26-a9a6-0c9a0a3b1d2", "5fc8ac0d06c4b-4a26-a9a6-0c9a0a3b1d2e"})
    void guidsHaveTheirForm(String guid) {
        assertThatThrownBy(() -> g.partSetGptType("/dev/sda", 1, guid)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aMissingFileOfTheHostIsSaidBeforeAnythingIsSent() {
        Path missing = appliance.directory().resolve("missing");
        LocalFileException e = catchThrowableOfType(LocalFileException.class, () -> g.upload(missing, "/x"));
        assertThat(e.errnoName()).isEqualTo("ENOENT");
        assertThat(e.file()).isEqualTo(missing.toString());
        assertThat(e).hasMessageContaining("nothing was sent");
        assertThat(catchThrowable(() -> g.download("/x", missing.resolve("deeper"))))
                .isInstanceOf(LocalFileException.class);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aDirectoryIsNoFile() {
        GuestFSException e = catchThrowableOfType(GuestFSException.class, () -> g.upload(appliance.directory(), "/x"));
        assertThat(e.errnoName()).isEqualTo("EISDIR");
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        assertThatThrownBy(() -> g.upload("a\0b", "/x")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.download("/x", "a\0b")).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void valuesThatDaemonsTakeBadlyAreRefused() throws Exception {
        Path file = Files.writeString(appliance.directory().resolve("some"), "text");
        assertThatThrownBy(() -> g.uploadOffset(file, "/x", -1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> g.tarIn(file, "/", o -> o.compress("zip; reboot")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("gzip");
        assertThatThrownBy(() -> g.tarOut("/", file, o -> o.compress("rar")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.setxattr("user.a", "grün", 6, "/x"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("5 bytes");
        assertThatThrownBy(() -> g.lsetxattr("user.a", "v", -1, "/x")).isInstanceOf(InvalidArgumentException.class);
        assertThat(file).hasContent("text");
    }

    @Test
    void partOfAValueMayBeSet() {
        FakeAppliance.answer(daemon, "setxattr", Answer.ok());
        g.setxattr("user.a", "grün", 5, "/x");
        g.setxattr("user.a", "grün", 0, "/x");
        before += 2;
    }
}

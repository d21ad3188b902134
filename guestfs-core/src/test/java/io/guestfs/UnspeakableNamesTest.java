package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.guestfs.error.InvalidArgumentException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that no file of the host can be called, as Java sees it: in the POSIX locale of a container all that are not ASCII. */
class UnspeakableNamesTest {

    private static final String NAME = "/tmp/\udcff";

    private final FakeAppliance appliance = new FakeAppliance();
    private final GuestFS g = appliance.handle();

    @AfterEach
    void close() {
        appliance.close();
    }

    static Stream<Named<Consumer<GuestFS>>> calls() {
        return Stream.of(
                Named.of("a drive", g -> g.addDrive(NAME)),
                Named.of(
                        "a socket of a drive",
                        g -> g.addDrive("", o -> o.protocol("nbd").server(List.of("unix:" + NAME)))),
                Named.of("a socket of a daemon", g -> g.setBackend("unix:" + NAME)),
                Named.of("a new image", g -> g.diskCreate(NAME, "raw", 1024)),
                Named.of("an image", g -> g.diskFormat(NAME)),
                Named.of("a mount point", g -> g.mountLocal(NAME)),
                Named.of("a target", g -> g.copyOut("/", NAME)),
                Named.of("a directory", g -> g.setTmpdir(NAME)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void areRefusedAsWrongArguments(Consumer<GuestFS> call) {
        assertThat(catchThrowable(() -> call.accept(g))).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.lastError()).isNotEmpty();
    }

    static Stream<Named<Consumer<GuestFS>>> settings() {
        return Stream.of(Named.of("the path", g -> g.setPath(NAME)), Named.of("the program", g -> g.setHv(NAME)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void endALaunchThatNeedsThem(Consumer<GuestFS> setting) {
        setting.accept(g);
        assertThat(catchThrowable(g::launch)).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.isConfig()).isTrue();
    }
}

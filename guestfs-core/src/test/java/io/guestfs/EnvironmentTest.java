package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings out of environment variables. */
class EnvironmentTest {

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    EnvironmentTest() {
        g.setEventCallback(event -> {}, EnumSet.of(EventKind.TRACE));
    }

    @AfterEach
    void close() {
        g.close();
    }

    private void parse(String... variables) {
        g.parseEnvironmentList(List.of(variables));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "t", "yes", "y", "on", "TRUE", "On"})
    void wordsForTrue(String word) {
        parse("LIBGUESTFS_DEBUG=" + word, "LIBGUESTFS_TRACE=" + word);
        assertThat(List.of(g.getVerbose(), g.getTrace())).containsOnly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "f", "no", "n", "off", "OFF"})
    void wordsForFalse(String word) {
        g.setVerbose(true);
        parse("LIBGUESTFS_DEBUG=" + word);
        assertThat(g.getVerbose()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "maybe", "truely"})
    void otherWordsAreRefused(String word) {
        assertThatThrownBy(() -> parse("LIBGUESTFS_DEBUG=" + word))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("LIBGUESTFS_DEBUG");
    }

    @Test
    void everyVariableHasItsSetting(@TempDir Path directory) throws Exception {
        String dir = directory.toRealPath().toString();
        parse(
                "LIBGUESTFS_TMPDIR=" + dir,
                "LIBGUESTFS_CACHEDIR=" + dir,
                "LIBGUESTFS_PATH=/a:/b",
                "LIBGUESTFS_HV=/opt/hv",
                "LIBGUESTFS_APPEND=quiet splash",
                "LIBGUESTFS_MEMSIZE=512",
                "LIBGUESTFS_BACKEND=direct",
                "LIBGUESTFS_BACKEND_SETTINGS=force_tcg:a=b");
        assertThat(List.of(g.getTmpdir(), g.getCachedir())).containsOnly(dir);
        assertThat(g.getPath()).isEqualTo("/a:/b");
        assertThat(g.getHv()).isEqualTo("/opt/hv");
        assertThat(g.getAppend()).isEqualTo("quiet splash");
        assertThat(g.getMemsize()).isEqualTo(512);
        assertThat(g.getBackendSettings()).containsExactly("force_tcg", "a=b");
    }

    @Test
    void oldNamesAreKnownStill() {
        parse("LIBGUESTFS_ATTACH_METHOD=appliance", "LIBGUESTFS_QEMU=/old");
        assertThat(g.getBackend()).isEqualTo("direct");
        assertThat(g.getHv()).isEqualTo("/old");
        assertThatThrownBy(() -> parse("LIBGUESTFS_ATTACH_METHOD=magic")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> parse("LIBGUESTFS_BACKEND=magic", "LIBGUESTFS_ATTACH_METHOD=direct"))
                .hasMessageContaining("magic");
    }

    @Test
    void backendSettingsAreCutAtColonsAndNowhereElse() {
        parse("LIBGUESTFS_BACKEND_SETTINGS=a:b=c::d=");
        assertThat(g.getBackendSettings()).containsExactly("a", "b=c", "", "d=");
    }

    @Test
    void settingsAfterTheTraceAreTraced() {
        List<String> lines = new ArrayList<>();
        g.setEventCallback(event -> lines.add(((Event.Message) event).text()), EnumSet.of(EventKind.TRACE));
        parse("LIBGUESTFS_TRACE=1", "LIBGUESTFS_DEBUG=0", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg");
        assertThat(lines).containsSequence("set_verbose false", "set_verbose = 0");
        assertThat(lines).contains("set_backend_settings \"force_tcg\"");
    }

    @Test
    void anEmptyAppendIsNotTheSameAsNone() {
        parse("LIBGUESTFS_APPEND=");
        assertThat(g.getAppend()).isEmpty();
    }

    @Test
    void sizesAreNumbersAloneAndMayHaveSpacesAround() {
        parse("LIBGUESTFS_MEMSIZE= 600 ");
        assertThat(g.getMemsize()).isEqualTo(600);
        assertThatThrownBy(() -> parse("LIBGUESTFS_MEMSIZE=800MB")).hasMessageContaining("800MB");
    }

    @Test
    void socketsOfOrdinaryUsersAreInTheirRuntimeDirectory(@TempDir Path directory) throws Exception {
        String dir = directory.toRealPath().toString();
        parse("XDG_RUNTIME_DIR=" + dir);
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assertThat(g.getSockdir()).isEqualTo(root ? "/tmp" : dir);
        parse();
        assertThat(g.getSockdir()).isEqualTo("/tmp");
        assertThatThrownBy(() -> parse("XDG_RUNTIME_DIR=/no/such/dir")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> parse("TMPDIR=")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void newNamesGoBeforeOldOnes() {
        parse("LIBGUESTFS_QEMU=/old", "LIBGUESTFS_HV=/new");
        assertThat(g.getHv()).isEqualTo("/new");
        parse("LIBGUESTFS_QEMU=/old", "LIBGUESTFS_HV=");
        assertThat(g.getHv()).isEqualTo("/old");
    }

    @Test
    void theFirstOfTwoEntriesCountsAndWordsWithoutValueDoNot() {
        parse("LIBGUESTFS_MEMSIZE=300", "LIBGUESTFS_MEMSIZE=400", "LIBGUESTFS_APPEND", "=x", "");
        assertThat(g.getMemsize()).isEqualTo(300);
        assertThat(g.getAppend()).isNull();
    }

    @Test
    void emptyTextChangesNothingWhereItMeansNothing() {
        String path = g.getPath();
        g.setBackendSettings(List.of("a"));
        parse("LIBGUESTFS_PATH=", "LIBGUESTFS_MEMSIZE=", "LIBGUESTFS_BACKEND_SETTINGS=", "LIBGUESTFS_TMPDIR=");
        assertThat(g.getPath()).isEqualTo(path);
        assertThat(g.getMemsize()).isEqualTo(1280);
        assertThat(g.getBackendSettings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIBGUESTFS_MEMSIZE=lots", "LIBGUESTFS_MEMSIZE=100", "LIBGUESTFS_MEMSIZE=99999999999"})
    void badNumbersAreRefusedAndWhatComesAfterIsNotLookedAt(String variable) {
        assertThatThrownBy(() -> parse(variable, "LIBGUESTFS_BACKEND_SETTINGS=a", "LIBGUESTFS_APPEND=before"))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(g.getAppend()).isEqualTo("before");
        assertThat(g.getBackendSettings()).isEmpty();
        assertThat(g.getMemsize()).isEqualTo(1280);
    }

    @Test
    void directoriesThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> parse("LIBGUESTFS_TMPDIR=/no/such/dir")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> parse("TMPDIR=/no/such/dir")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void theGeneralDirectoryIsUsedWhenNoOtherIsSet(@TempDir Path directory) throws Exception {
        String dir = directory.toRealPath().toString();
        parse("TMPDIR=" + dir);
        assertThat(g.getTmpdir()).isEqualTo(dir);
        parse();
        assertThat(g.getTmpdir()).isNotEqualTo(dir);
    }

    @Test
    void aHandleWithEnvironmentIsMadeWhateverThereIs() {
        try (GuestFS usual = new GuestFS()) {
            usual.parseEnvironment();
            assertThat(usual.isConfig()).isTrue();
        }
    }
}

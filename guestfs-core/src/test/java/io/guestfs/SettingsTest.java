package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.calls.AddDriveOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LocalFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The properties of a handle: defaults, what they take, what they refuse. */
class SettingsTest {

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    @AfterEach
    void close() {
        g.close();
    }

    @Test
    void aNewHandleHasTheDefaults() {
        assertThat(List.of(g.getVerbose(), g.getTrace(), g.getNetwork(), g.getPgroup(), g.getDirect(), g.getSelinux()))
                .containsOnly(false);
        assertThat(g.getAutosync()).isTrue();
        assertThat(g.getRecoveryProc()).isTrue();
        assertThat(g.getMemsize()).isEqualTo(1280);
        assertThat(g.getSmp()).isEqualTo(1);
        assertThat(g.getAppend()).isNull();
        assertThat(g.getIdentifier()).isEmpty();
        assertThat(g.getProgram()).isNotEmpty();
        assertThat(g.getBackend()).isEqualTo("direct");
        assertThat(g.getAttachMethod()).isEqualTo("appliance");
        assertThat(g.getBackendSettings()).isEmpty();
        assertThat(g.getHv()).contains("qemu");
        assertThat(g.getPath()).contains("guestfs");
        assertThat(List.of(g.getTmpdir(), g.getCachedir(), g.getSockdir())).allMatch(dir -> dir.startsWith("/"));
    }

    @Test
    void valuesAreKept() {
        g.setVerbose(true);
        g.setNetwork(true);
        g.setPgroup(true);
        g.setDirect(true);
        g.setSelinux(true);
        g.setAutosync(false);
        g.setRecoveryProc(false);
        g.setAppend("quiet");
        g.setProgram("mine");
        assertThat(List.of(g.getVerbose(), g.getNetwork(), g.getPgroup(), g.getDirect(), g.getSelinux()))
                .containsOnly(true);
        assertThat(List.of(g.getAutosync(), g.getRecoveryProc())).containsOnly(false);
        assertThat(g.getAppend()).isEqualTo("quiet");
        assertThat(g.getProgram()).isEqualTo("mine");
        g.setAppend(null);
        assertThat(g.getAppend()).isNull();
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void whatHasNoDefaultCanNotBeNull() {
        for (Runnable call : List.<Runnable>of(
                () -> g.setHv(null),
                () -> g.setProgram(null),
                () -> g.setBackend(null),
                () -> g.setIdentifier(null),
                () -> g.setBackendSettings(null),
                () -> g.setBackendSetting("a", null))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("null");
        }
    }

    @Test
    void theBackendHasAnOlderNameAndMayHaveAWord() {
        g.setAttachMethod("direct");
        assertThat(g.getAttachMethod()).isEqualTo("appliance");
        g.setAttachMethod("appliance");
        g.setBackend("direct:whatever");
        assertThat(g.getBackend()).startsWith("direct");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void optionsCanBeLeftOutButAreNotNull() {
        assertThatThrownBy(() -> g.addDrive("/dev/null", (AddDriveOptions) null))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("options");
        assertThat(g.debugDrives()).isEmpty();
    }

    @Test
    void memoryHasALowerLimit() {
        g.setMemsize(256);
        assertThatThrownBy(() -> g.setMemsize(255))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("256");
        assertThat(g.getMemsize()).isEqualTo(256);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 256})
    void processorsAreFromOneTo255(int smp) {
        g.setSmp(255);
        assertThatThrownBy(() -> g.setSmp(smp)).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.getSmp()).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "ä", "a.b", "a\nb"})
    void identifiersAreOfPlainLetters(String identifier) {
        g.setIdentifier("Az_0-9");
        assertThatThrownBy(() -> g.setIdentifier(identifier)).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.getIdentifier()).isEqualTo("Az_0-9");
        g.setIdentifier("");
    }

    @Test
    void thePathGoesBackToItsDefault() {
        String usual = g.getPath();
        g.setPath("/somewhere");
        assertThat(g.getPath()).isEqualTo("/somewhere");
        g.setPath(null);
        assertThat(g.getPath()).isEqualTo(usual);
    }

    @Test
    void theHypervisorGoesBackToItsDefaultByItsOldName() {
        String usual = g.getHv();
        g.setHv("/opt/qemu");
        assertThat(g.getQemu()).isEqualTo("/opt/qemu");
        g.setQemu(null);
        assertThat(g.getHv()).isEqualTo(usual);
    }

    @Test
    void backendSettingsAreNamesWithOrWithoutValue() {
        g.setBackendSettings(List.of("bare", "name=value", "empty=", "name=second"));
        assertThat(g.getBackendSetting("bare")).isEqualTo("1");
        assertThat(g.getBackendSetting("name")).isEqualTo("value");
        assertThat(g.getBackendSetting("empty")).isEmpty();
        GuestFSException e = catchThrowableOfType(GuestFSException.class, () -> g.getBackendSetting("nam"));
        assertThat(e.errnoName()).isEqualTo("ESRCH");
    }

    @Test
    void settingOneReplacesAllOfItsName() {
        g.setBackendSettings(List.of("a=1", "b", "a", "a=2", "ab=3"));
        g.setBackendSetting("a", "4");
        assertThat(g.getBackendSettings()).containsExactly("b", "ab=3", "a=4");
        assertThat(g.clearBackendSetting("a")).isEqualTo(1);
        assertThat(g.clearBackendSetting("a")).isZero();
        assertThat(g.getBackendSettings()).containsExactly("b", "ab=3");
    }

    @Test
    void onlyKnownBackendsAreTaken() {
        g.setBackend("appliance");
        assertThat(g.getBackend()).isEqualTo("direct");
        assertThatThrownBy(() -> g.setBackend("magic")).isInstanceOf(InvalidArgumentException.class);
        assertThat(g.getBackend()).isEqualTo("direct");
    }

    @Test
    void directoriesMustBeThereAndAreKeptIfTheNextIsNot(@TempDir Path directory) throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        g.setTmpdir(link.toString());
        g.setCachedir(link.toString());
        String real = directory.resolve("real").toRealPath().toString();
        assertThat(List.of(g.getTmpdir(), g.getCachedir())).containsOnly(real);
        assertThatThrownBy(() -> g.setTmpdir(directory.resolve("missing").toString()))
                .isInstanceOf(LocalFileException.class);
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> g.setCachedir(file.toString())).isInstanceOf(GuestFSException.class);
        assertThat(List.of(g.getTmpdir(), g.getCachedir())).containsOnly(real);
        g.setTmpdir(null);
        assertThat(g.getTmpdir()).isNotEqualTo(real);
    }

    @Test
    void aDirectoryWithANameThatJavaCantSayIsRefused(@TempDir Path directory) {
        assertThatThrownBy(() -> g.setTmpdir(directory + "/\udcff")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.setCachedir(directory + "/\udcff")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> g.parseEnvironmentList(List.of("TMPDIR=" + directory + "/\udcff")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void settingsMayBeChangedFromManyThreads() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            String name = "setting" + i;
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 200; n++) {
                    g.setBackendSetting(name, String.valueOf(n));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(g.getBackendSettings())
                .containsExactlyInAnyOrder("setting0=199", "setting1=199", "setting2=199", "setting3=199");
    }
}

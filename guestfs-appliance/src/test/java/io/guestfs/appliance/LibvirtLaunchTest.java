package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Launches through a libvirt that is played. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtLaunchTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    Path temporary;

    private final RecordingListener listener = new RecordingListener();
    private final FakeLibvirt libvirt = new FakeLibvirt();
    private WorkDirectories directories;
    private Path appliance;

    @BeforeEach
    void prepare() throws IOException {
        directories = new WorkDirectories(BaseDirectories.of(temporary, temporary, Path.of("/tmp")));
        appliance = FakeQemu.appliance(temporary);
    }

    @AfterEach
    void cleanUp() {
        libvirt.goOn.countDown();
        directories.close();
    }

    private LaunchRequest.Builder request() throws ApplianceException {
        return LaunchRequest.builder(directories, appliance.toString())
                .backend(new Backend.Libvirt(""))
                .backendSettings(List.of("force_tcg"))
                .timeout(Duration.ofSeconds(60))
                .drives(List.of(Drive.file("/dev/null").build()));
    }

    private RunningAppliance launch(LaunchRequest request) throws ApplianceException {
        return new ApplianceLauncher(warning -> true, libvirt).launch(request, listener);
    }

    private ApplianceException failure(LaunchRequest request) {
        return catchThrowableOfType(ApplianceException.class, () -> launch(request));
    }

    private void nothingIsLeft() {
        await().until(() -> libvirt.log.contains("close"));
        assertThat(libvirt.secrets).isEmpty();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("guestfs-libvirt")
                        || thread.getName().startsWith("guestfs-console-guestfs-")));
    }

    @Test
    void aDomainIsStartedAndEndedAndNothingStays() throws Exception {
        RunningAppliance running = launch(request().build());
        await().until(() -> running.console().tail().contains("the guest says hello"));
        assertThat(running.pid()).isEmpty();
        assertThat(running.alive()).isTrue();
        assertThat(running.name()).startsWith("the domain guestfs-");
        assertThat(libvirt.definition).contains("<domain type='qemu'>").contains("org.libguestfs.channel.0");

        ShutdownResult result = running.shutdown(GRACE);
        assertThat(result.clean()).isTrue();
        assertThat(result.how()).contains("ended by libvirt");
        assertThat(running.shutdown(GRACE)).isEqualTo(result);
        assertThat(libvirt.log).endsWith("end", "close");
        nothingIsLeft();
        try (Stream<Path> sockets = Files.list(directories.sockets())) {
            assertThat(sockets).isEmpty();
        }
    }

    private static Drive withPassword() throws ApplianceException {
        List<DriveServer> server = List.of(DriveServer.parse("localhost:1"));
        return Drive.network(new DriveSource.Network(NetworkProtocol.ISCSI, "target/1", server, "me", "word"))
                .format("raw")
                .build();
    }

    @Test
    void libvirtForgetsPasswordsAsSoonAsTheDomainRuns() throws Exception {
        RunningAppliance running =
                launch(request().drives(List.of(withPassword(), withPassword())).build());
        assertThat(libvirt.log)
                .containsSubsequence("keepSecret", "keepSecret", "start", "forgetSecret", "forgetSecret")
                .doesNotContain("end");
        assertThat(libvirt.secrets).isEmpty();
        running.shutdown(GRACE);
        assertThat(libvirt.log).filteredOn("forgetSecret"::equals).hasSize(2);
    }

    @Test
    void aPasswordThatLibvirtDoesNotForgetIsAskedForAgainAtTheEnd() throws Exception {
        libvirt.failing = "forgetSecret";
        RunningAppliance running =
                launch(request().drives(List.of(withPassword())).build());
        libvirt.failing = "";
        assertThat(libvirt.secrets).hasSize(1);
        running.shutdown(GRACE);
        nothingIsLeft();
    }

    @Test
    void passwordsAreForgottenWhenTheDomainDoesNotStart() throws Exception {
        libvirt.failing = "start";
        assertThat(failure(request().drives(List.of(withPassword())).build()).phase())
                .isEqualTo(LaunchPhase.START);
        assertThat(libvirt.log).contains("keepSecret");
        nothingIsLeft();
    }

    @Test
    void theInstanceIsThatOfTheUserUnlessOneIsNamed() throws Exception {
        launch(request().build()).close();
        launch(request().backend(new Backend.Libvirt("qemu:///session")).build())
                .close();
        launch(request().backend(new Backend.Libvirt("null")).build()).close();
        String usual = Owner.effectiveUserId() == 0 ? "open qemu:///system" : "open qemu:///session";
        assertThat(libvirt.log).contains(usual, "open qemu:///session", "open null");
    }

    @Test
    void theEndOfTheDomainEndsAReadThatWaits() throws Exception {
        try (RunningAppliance running = launch(request().build())) {
            CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return running.daemon().read(ByteBuffer.allocateDirect(1));
                } catch (IOException e) {
                    return -2;
                }
            });
            libvirt.die();
            assertThat(reading.get(20, TimeUnit.SECONDS)).isNegative();
            await().until(() -> !running.alive());
            assertThat(running.shutdown(GRACE).clean()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "open, HYPERVISOR, connecting to libvirt",
        "capabilities, HYPERVISOR, does not tell what it can do",
        "start, START, could not start the appliance"
    })
    void whatLibvirtSaysIsInTheFailure(String failing, LaunchPhase phase, String what) throws Exception {
        libvirt.failing = failing;
        ApplianceException failure = failure(request().build());
        assertThat(failure.phase()).isEqualTo(phase);
        assertThat(failure).hasMessageContaining(what).hasMessageContaining("no, said libvirt");
        assertThat(failure.fullText()).contains("direct");
        if (!failing.equals("open")) {
            nothingIsLeft();
        }
    }

    @Test
    void aDeniedFileHasItsOwnAdvice() throws Exception {
        libvirt.failing = "start";
        libvirt.words = "Cannot access storage file '/x' (as uid:64055, gid:64055): Permission denied";
        ApplianceException failure = failure(request().build());
        assertThat(failure.errnoName()).isEqualTo("EACCES");
        assertThat(failure.remedy()).contains("another user");
    }

    @Test
    void aLibvirtThatCannotRunTheApplianceIsRefused() throws Exception {
        libvirt.domainTypes = "<domain type='test'/>";
        assertThat(failure(request().build())).hasMessageContaining("only test");
        libvirt.domainTypes = "<domain type='qemu'/>";
        assertThat(failure(request().backendSettings(List.of("force_kvm")).build()))
                .hasMessageContaining("type kvm");
        nothingIsLeft();
    }

    @Test
    void theLibvirtOfAnotherHostIsRefused() throws Exception {
        libvirt.uri = "qemu+ssh://far.example/system";
        assertThat(failure(request().build()))
                .hasMessageContaining("far.example")
                .hasMessageContaining("this host");
        nothingIsLeft();
    }

    @Test
    void aDomainThatDoesNotConnectIsEnded() throws Exception {
        libvirt.connects = false;
        listener.abort.set(false);
        CompletableFuture<ApplianceException> failure = CompletableFuture.supplyAsync(() -> {
            try {
                return failure(request().build());
            } catch (ApplianceException e) {
                return e;
            }
        });
        assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("console.sock");
        nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"open", "capabilities", "start"})
    void aLaunchThatHangsInLibvirtCanBeGivenUp(String hanging) throws Exception {
        libvirt.hanging = hanging;
        LaunchRequest request = request().build();
        CompletableFuture<ApplianceException> failure = CompletableFuture.supplyAsync(() -> failure(request));
        await().until(() -> libvirt.log.contains(hanging));
        listener.abort.set(true);
        assertThat(failure.get(20, TimeUnit.SECONDS).phase()).isEqualTo(LaunchPhase.ABORTED);
        libvirt.goOn.countDown();
        nothingIsLeft();
    }

    @Test
    void aLibvirtThatDoesNotAnswerAtTheEndIsNotWaitedForEver() throws Exception {
        RunningAppliance running = launch(request().build());
        libvirt.hanging = "end";
        ShutdownResult result = running.shutdown(GRACE);
        assertThat(result.clean()).isFalse();
        assertThat(result.how()).contains("did not answer");
        libvirt.goOn.countDown();
        nothingIsLeft();
    }

    @Test
    void aFailureAtTheEndIsTold() throws Exception {
        RunningAppliance running = launch(request().build());
        libvirt.failing = "end";
        ShutdownResult result = running.shutdown(GRACE);
        assertThat(result.clean()).isFalse();
        assertThat(result.how()).contains("no, said libvirt");
        nothingIsLeft();
    }

    @Test
    void directModeAndAMissingBindingAreRefused() throws Exception {
        LaunchRequest direct = request().directMode(true).build();
        assertThat(failure(direct).errnoName()).isEqualTo("ENOTSUP");
        LaunchRequest request = request().build();
        assertThatThrownBy(() -> new ApplianceLauncher(warning -> true, LibvirtDoor.CLOSED).launch(request, listener))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("no way to libvirt");
    }

    @Test
    void qemuRunsAsTheCallerOrIsLetIn() throws Exception {
        libvirt.security = "<secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>+64055:+64055</baselabel>"
                + "<baselabel type='qemu'>+64055:+64055</baselabel></secmodel>";
        try (RunningAppliance running = launch(request().build())) {
            assertThat(running.alive()).isTrue();
            if (Owner.effectiveUserId() != 0) {
                assertThat(libvirt.definition).contains("<label>" + Owner.label() + "</label>");
                return;
            }
            assertThat(libvirt.definition).contains("<seclabel model='dac' relabel='no'/>");
            for (Path directory : List.of(directories.temporary(), directories.sockets())) {
                assertThat(Files.getAttribute(directory, "unix:gid")).isEqualTo(64055);
                assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(040710);
            }
            assertThat(libvirt.definition).contains("<kernel>" + directories.temporary());
        }
    }
}

package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.qmp.QmpEvent;
import io.guestfs.appliance.report.DriveFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestReportsTest {
    private final BlockingQueue<String> given = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    private GuestReports reports(boolean pausesAreWanted) throws Exception {
        Path disk = Files.createFile(directory.resolve("disk.img"));
        Drive drive = Drive.file(disk.toString()).format("raw").build().withImage(Path.of("/data/disk.img"));
        GuestReports reports = new GuestReports(List.of(drive), pausesAreWanted);
        reports.whenHopeless(given::add);
        return reports;
    }

    private static QmpEvent failure(String device, String operation, String action, String reason) {
        return new QmpEvent(
                "BLOCK_IO_ERROR", Map.of("device", device, "operation", operation, "action", action, "reason", reason));
    }

    @Test
    void theFirstFaultOfADriveIsToldOnce() throws Exception {
        GuestReports reports = reports(false);
        reports.take(failure("hd0", "write", "report", "No space left on device"));
        reports.take(failure("hd0", "write", "report", "Input/output error"));
        assertThat(reports.takeFault(false))
                .isEqualTo(new DriveFault(
                        directory.resolve("disk.img").toString(), "/data/disk.img", true, "No space left on device"));
        assertThat(reports.takeFault(true)).isNull();
        assertThat(given).isEmpty();
    }

    @Test
    void aDriveThatWasPluggedInIsKnownByItsNodeUntilItIsGone() throws Exception {
        GuestReports reports = reports(false);
        Drive drive = Drive.scratch(4096).build().withImage(Path.of("/data/scratch1.img"));
        QmpEvent fault = new QmpEvent(
                "BLOCK_IO_ERROR",
                Map.of("device", "", "node-name", "plug1", "operation", "write", "action", "report", "reason", "no"));
        reports.name("plug1", drive);
        reports.take(fault);
        assertThat(reports.takeFault(false))
                .isEqualTo(new DriveFault(drive.source().given(), "/data/scratch1.img", true, "no"));
        reports.take(fault);
        reports.forget("plug1");
        assertThat(reports.takeFault(true)).isNull();
    }

    @Test
    void aDriveThatCanNotBeReachedSaysWhy() throws Exception {
        GuestReports reports = reports(false);
        reports.name("plug1", Drive.scratch(4096).build().withImage(Path.of("/data/scratch1.img")));
        QmpEvent fault = new QmpEvent(
                "BLOCK_IO_ERROR",
                Map.of("device", "", "node-name", "plug1", "operation", "read", "action", "report", "reason", "no"));
        reports.take(fault);
        reports.lost("plug1", "its server is gone");
        assertThat(reports.takeFault(true))
                .isNotNull()
                .extracting(DriveFault::reason)
                .isEqualTo("no (its server is gone)");
        reports.forget("plug1");
        reports.name("plug1", Drive.scratch(4096).build().withImage(Path.of("/data/scratch2.img")));
        reports.take(fault);
        assertThat(reports.takeFault(true))
                .isNotNull()
                .extracting(DriveFault::reason)
                .isEqualTo("no");
    }

    @Test
    void aDriveThatCannotBeReadConcernsOnlyWhoReads() throws Exception {
        GuestReports reports = reports(false);
        reports.take(failure("hd0", "read", "report", "Input/output error"));
        assertThat(reports.takeFault(false)).isNull();
        assertThat(reports.takeFault(true))
                .extracting(DriveFault::describe)
                .isEqualTo("the drive " + directory.resolve("disk.img")
                        + " (in /data/disk.img) can't be read on the host: Input/output error");
    }

    @Test
    void devicesThatNobodyKnowsTakeNoRoom() throws Exception {
        GuestReports reports = reports(false);
        for (int i = 0; i < 1000; i++) {
            reports.take(failure("odd" + i, "write", "report", ""));
        }
        assertThat(reports.takeFault(true)).isNotNull();
        assertThat(reports.takeFault(true)).isNull();
    }

    @Test
    void aGuestPausedByItsDriveIsGivenUpAtOnce() throws Exception {
        GuestReports reports = reports(true);
        reports.take(failure("hd0", "write", "stop", "No space left on device"));
        assertThat(given).singleElement().asString().contains("/data/disk.img").contains("No space left");
    }

    @Test
    void aPauseThatDoesNotEndIsGivenUp() throws Exception {
        reports(false).take(new QmpEvent("STOP", Map.of()));
        assertThat(given).isEmpty();
        await().atMost(Duration.ofMinutes(1)).until(() -> !given.isEmpty());
        assertThat(given.take()).contains("paused");
    }

    @ParameterizedTest
    @CsvSource({
        "guest-reset, restarted",
        "guest-shutdown, switched itself off",
        "guest-panic, panicked",
        "host-error, error of its own"
    })
    void theEndOfTheGuestIsExplained(String reason, String words) throws Exception {
        GuestReports reports = reports(false);
        reports.take(new QmpEvent("SHUTDOWN", Map.of("reason", reason)));
        assertThat(reports.ending()).contains(words);
    }

    @Test
    void anEndThatWeWantedNeedsNoExplanation() throws Exception {
        GuestReports reports = reports(false);
        reports.take(new QmpEvent("SHUTDOWN", Map.of("reason", "host-signal")));
        assertThat(reports.ending()).isNull();
        assertThat(given).isEmpty();
    }

    @Test
    void aPanicIsGivenUpAtOnce() throws Exception {
        GuestReports reports = reports(false);
        reports.take(new QmpEvent("GUEST_PANICKED", Map.of("action", "pause")));
        assertThat(given).singleElement().asString().contains("panicked");
        assertThat(reports.ending()).contains("panicked");
    }
}

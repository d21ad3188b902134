package io.guestfs.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.Doctor;
import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import io.guestfs.diagnosis.Finding;
import io.guestfs.error.LaunchFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM does about native access is settled when it starts, so each case has one of its own. */
class NativeAccessTest {

    private static final String GIVEN = "--enable-native-access=ALL-UNNAMED";
    private static final String WARNING = "--illegal-native-access=warn";
    private static final String REFUSING = "--illegal-native-access=deny";

    /** Prints what the JVM does, or what the doctor or a launch say about it. */
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "look" -> System.out.println(NativeAccess.look());
            case "examine" -> examine();
            default -> launch(arguments[0]);
        }
    }

    private static void launch(String disk) {
        try (GuestFS g = new GuestFS()) {
            g.addDrive(disk, o -> o.format("raw"));
            g.launch();
        } catch (LaunchFailedException e) {
            System.out.println(e.remedy());
        }
    }

    private static void examine() {
        for (Finding finding :
                new Doctor().withLaunch(Duration.ofMinutes(1)).examine().findings()) {
            System.out.println(finding.area() + " " + finding.severity() + " " + finding.remedy());
        }
    }

    private static List<String> said(String argument, String... options) throws IOException {
        ProcessBuilder builder = ChildJvm.of(NativeAccessTest.class);
        builder.command().removeIf(GIVEN::equals);
        builder.command().addAll(1, List.of(options));
        builder.command().add(argument);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String verdict(NativeAccess.Verdict verdict) {
        return new NativeAccess(verdict, GIVEN).toString();
    }

    @Test
    @EnabledForJreRange(maxVersion = 23)
    void aJvmThatDoesNotAskGivesIt() throws Exception {
        assertThat(said("look")).containsExactly(verdict(NativeAccess.Verdict.GIVEN));
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void theOptionGivesIt() throws Exception {
        assertThat(said("look", GIVEN, REFUSING)).containsExactly(verdict(NativeAccess.Verdict.GIVEN));
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void withoutTheOptionThereIsAWarning() throws Exception {
        assertThat(said("look", WARNING)).containsExactly(verdict(NativeAccess.Verdict.WARNS));
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void aJvmThatRefusesIsRecognised() throws Exception {
        assertThat(said("look", REFUSING)).containsExactly(verdict(NativeAccess.Verdict.REFUSED));
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void theDoctorSaysSoInsteadOfFailing() throws Exception {
        assertThat(said("examine", REFUSING)).containsExactly("JAVA FAULT java " + GIVEN + " …", "LAUNCH NOTE ");
    }

    @Test
    @EnabledForJreRange(minVersion = 24)
    void andSoDoesALaunch(@TempDir Path directory) throws Exception {
        Path disk = Files.write(directory.resolve("disk"), new byte[512]);
        assertThat(said(disk.toString(), REFUSING)).containsExactly("java " + GIVEN + " …");
    }
}

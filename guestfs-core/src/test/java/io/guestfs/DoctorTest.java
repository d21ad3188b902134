package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Diagnosis;
import io.guestfs.diagnosis.Finding;
import io.guestfs.diagnosis.Severity;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import io.guestfs.fakedaemon.WireBytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The doctor of a program: settings from an environment, and a launch at the end. */
class DoctorTest {

    private final FakeAppliance appliance = new FakeAppliance();

    @AfterEach
    void close() {
        appliance.close();
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("LIBGUESTFS_HV", appliance.hypervisor().toString());
        variables.put("LIBGUESTFS_PATH", appliance.path().toString());
        variables.put("LIBGUESTFS_BACKEND_SETTINGS", "force_tcg");
        return variables;
    }

    private static Finding launch(Diagnosis diagnosis) {
        assertThat(diagnosis.of(Area.LAUNCH)).as(diagnosis.text()).hasSize(1);
        return diagnosis.of(Area.LAUNCH).get(0);
    }

    @Test
    void withoutAWishNothingIsLaunched() {
        Diagnosis diagnosis = new Doctor().withEnvironment(environment()).examine();

        assertThat(diagnosis.of(Area.LAUNCH)).isEmpty();
        assertThat(diagnosis.of(Area.QEMU))
                .allMatch(finding ->
                        finding.what().startsWith(appliance.hypervisor().toString()));
        assertThat(diagnosis.of(Area.APPLIANCE))
                .allMatch(finding -> finding.what().contains("ready-made"));
    }

    @Test
    void aLaunchThatWorksIsTold() {
        FakeDaemon.Script script = FakeAppliance.script();
        script.on(Description.procedure("list_devices"), call -> Answer.ok(new WireBytes().strings("/dev/sda")));
        appliance.serve(script);

        Diagnosis diagnosis = new Doctor()
                .withEnvironment(environment())
                .withLaunch(Duration.ofMinutes(2))
                .examine();

        assertThat(launch(diagnosis).what()).startsWith("An appliance was launched, saw /dev/sda and ended");
        assertThat(launch(diagnosis).severity()).isEqualTo(Severity.OK);
    }

    @Test
    void aLaunchThatHangsEndsWithItsLimit() {
        appliance.serve(FakeDaemon.script());

        Diagnosis diagnosis = new Doctor()
                .withEnvironment(environment())
                .withLaunch(Duration.ofSeconds(3))
                .examine();

        assertThat(launch(diagnosis).what()).isEqualTo("The appliance was not up after 3 seconds.");
        assertThat(diagnosis.fine()).isFalse();
    }

    @Test
    void withAFaultNoLaunchIsTried() {
        Map<String, String> variables = environment();
        variables.put("LIBGUESTFS_PATH", appliance.directory().toString());

        Diagnosis diagnosis = new Doctor()
                .withEnvironment(variables)
                .withLaunch(Duration.ofMinutes(2))
                .examine();

        assertThat(diagnosis.of(Area.APPLIANCE)).allMatch(finding -> finding.severity() == Severity.FAULT);
        assertThat(launch(diagnosis).what()).startsWith("Not tried");
    }
}

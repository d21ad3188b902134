package io.guestfs.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What readers and programs get to see of the findings. */
class DiagnosisTest {

    private static final Finding GOOD = new Finding(Area.QEMU, Severity.OK, "/usr/bin/qemu", "");
    private static final Finding SLOW = new Finding(Area.KVM, Severity.WARNING, "slow", "usermod -aG kvm me");
    private static final Finding BAD = new Finding(Area.CACHE, Severity.FAULT, "a \"link\"\n\u001b[1m", "rm x");

    @Test
    void theTextPutsEachRemedyBelowItsFinding() {
        assertThat(new Diagnosis(List.of(GOOD, SLOW)).text()).isEqualTo("""
                        qemu         ok       /usr/bin/qemu
                        KVM          warning  slow
                                              -> usermod -aG kvm me
                        The appliance can be launched, with 1 warning.
                        """);
    }

    @Test
    void theWordsOfProgramsCanNotControlTheTerminal() {
        assertThat(new Diagnosis(List.of(BAD, BAD)).text())
                .contains("a \"link\"\n                      ?[1m\n", "2 faults must be repaired")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonHoldsTheSame() throws Exception {
        Diagnosis diagnosis = new Diagnosis(List.of(GOOD, BAD));

        Map<String, Object> read = JSON.std.mapFrom(diagnosis.json());

        assertThat(read).containsEntry("fine", false).containsEntry("worst", "fault");
        assertThat(read.get("findings"))
                .isEqualTo(List.of(
                        Map.of("area", "qemu", "severity", "ok", "what", "/usr/bin/qemu", "remedy", ""),
                        Map.of(
                                "area",
                                "cache",
                                "severity",
                                "fault",
                                "what",
                                "a \"link\"\n\u001b[1m",
                                "remedy",
                                "rm x")));
    }

    @Test
    void onlyFaultsStandInTheWay() {
        assertThat(new Diagnosis(List.of(GOOD, SLOW)).fine()).isTrue();
        assertThat(new Diagnosis(List.of(SLOW, BAD)).fine()).isFalse();
        assertThat(new Diagnosis(List.of()).worst()).isEqualTo(Severity.OK);
        assertThat(new Diagnosis(List.of(GOOD, SLOW)).of(Area.KVM)).containsExactly(SLOW);
    }
}

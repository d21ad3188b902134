package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.report.ApplianceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendSettingsTest {
    @Test
    void aNameAloneMeansTrueAndUnknownNamesAreIgnored() throws Exception {
        assertThat(BackendSettings.parse(List.of("force_tcg", "network_bridge=virbr0", "gdb=0")))
                .isEqualTo(new BackendSettings(true, false, false, true, true));
        assertThat(BackendSettings.parse(List.of("force_kvm=YES", "gdb=on")))
                .isEqualTo(new BackendSettings(false, true, true, true, true));
        assertThat(BackendSettings.parse(List.of("", "force_tcgx=1")))
                .isEqualTo(new BackendSettings(false, false, false, true, true));
    }

    @Test
    void anUnreadableValueIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> BackendSettings.parse(List.of("gdb=maybe")))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("gdb")
                .hasMessageContaining("maybe");
        assertThatThrownBy(() -> BackendSettings.parse(List.of("force_kvm="))).hasMessageContaining("force_kvm");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> BackendSettings.parse(List.of("force_kvm", "force_tcg=1")))
                .hasMessageContaining("contradict");
    }
}

package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCommandLineTest {
    @Test
    void allWordsInOrder() {
        String words = new KernelCommandLine(MachineProfile.X86_64, 1280)
                .loopsPerJiffy(10400000)
                .rootUuid("af4a51f6-deed-4a99-af26-214e845cae1a")
                .switches(false, true, true)
                .terminal("xterm")
                .identifier("mine")
                .append("foo=a,b bar")
                .text();
        assertThat(words)
                .isEqualTo("panic=1 console=ttyS0 edd=off udevtimeout=6000 udev.event-timeout=6000 no_timer_check"
                        + " lpj=10400000 printk.time=1 cgroup_disable=memory usbcore.nousb cryptomgr.notests tsc=reliable"
                        + " 8250.nr_uarts=1 root=UUID=af4a51f6-deed-4a99-af26-214e845cae1a selinux=0 guestfs_verbose=1"
                        + " guestfs_network=1 TERM=xterm guestfs_identifier=mine foo=a,b bar");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        String words = new KernelCommandLine(MachineProfile.X86_64, 1280)
                .switches(true, false, false)
                .text();
        assertThat(words).endsWith("8250.nr_uarts=1 selinux=1 enforcing=0 quiet TERM=linux");
        assertThat(words).doesNotContain("lpj=");
    }

    @Test
    void architecturesHaveWordsOfTheirOwn() {
        assertThat(new KernelCommandLine(MachineProfile.ARM, 512).text())
                .startsWith("panic=1 mem=512M console=ttyAMA0 edd");
        assertThat(new KernelCommandLine(MachineProfile.I386, 512).text())
                .startsWith("panic=1 noapic console=ttyS0 edd");
        assertThat(new KernelCommandLine(MachineProfile.AARCH64, 512).text())
                .startsWith(
                        "panic=1 console=ttyAMA0 earlyprintk=pl011,0x9000000 ignore_loglevel efi-rtc=noprobe edd=off");
        assertThat(new KernelCommandLine(MachineProfile.PPC64LE, 512).text())
                .startsWith("panic=1 console=hvc0 console=ttyS0 edd");
        assertThat(new KernelCommandLine(MachineProfile.S390X, 512).text()).startsWith("panic=1 console=ttysclp0 edd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xterm color;x", "a-name-of-17-chars", "x term", "xt\u00e9rm"})
    void anOddTerminalIsNotPassedOn(String terminal) {
        assertThat(new KernelCommandLine(MachineProfile.X86_64, 512)
                        .terminal(terminal)
                        .text())
                .endsWith("TERM=linux");
    }

    @Test
    void loopsPerJiffyIsTheFirstInTheKernelMessages() {
        assertThat(LoopsPerJiffy.find("[0.0] Calibrating... (lpj=10400000)\nlpj=7"))
                .isEqualTo(10400000);
        assertThat(LoopsPerJiffy.find("nothing here")).isZero();
    }
}

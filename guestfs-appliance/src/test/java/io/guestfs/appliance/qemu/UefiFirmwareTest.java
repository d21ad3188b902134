package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UefiFirmwareTest {
    @TempDir
    Path share;

    @Test
    void theFirstCompletePairIsTaken() throws Exception {
        assertThat(UefiFirmware.findUnder(share, true)).isEmpty();
        Path fedora = Files.createDirectories(share.resolve("edk2/aarch64"));
        Path pflash = Files.createFile(fedora.resolve("QEMU_EFI-pflash.raw"));
        assertThat(UefiFirmware.findUnder(share, true)).isEmpty();
        Path template = Files.createFile(fedora.resolve("vars-template-pflash.raw"));
        assertThat(UefiFirmware.findUnder(share, true)).contains(new UefiFirmware(pflash, template));
        Path debian = Files.createDirectories(share.resolve("AAVMF"));
        Path code = Files.createFile(debian.resolve("AAVMF_CODE.fd"));
        Path vars = Files.createFile(debian.resolve("AAVMF_VARS.fd"));
        assertThat(UefiFirmware.findUnder(share, true)).contains(new UefiFirmware(code, vars));
        Path talkative = Files.createFile(debian.resolve("AAVMF_CODE.verbose.fd"));
        assertThat(UefiFirmware.findUnder(share, true)).contains(new UefiFirmware(talkative, vars));
        assertThat(UefiFirmware.findUnder(share, false)).contains(new UefiFirmware(code, vars));
    }

    @Test
    void onlyArmIsLookedFor() {
        assertThat(UefiFirmware.find(MachineProfile.X86_64, true)).isEmpty();
    }
}

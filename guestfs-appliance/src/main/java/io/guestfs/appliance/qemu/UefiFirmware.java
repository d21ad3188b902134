package io.guestfs.appliance.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * UEFI firmware for a 64-bit ARM guest.
 *
 * @param code the firmware itself, opened read-only
 * @param variables its variables; a template to be copied, or the copy
 */
public record UefiFirmware(Path code, Path variables) {
    /**
     * Looks where distributions keep it.
     *
     * @param profile the architecture; only 64-bit ARM has any
     * @param verbose true to prefer a talkative build
     * @return the firmware, or nothing, which is no error
     */
    public static Optional<UefiFirmware> find(MachineProfile profile, boolean verbose) {
        return profile == MachineProfile.AARCH64 ? findUnder(Path.of("/usr/share"), verbose) : Optional.empty();
    }

    static Optional<UefiFirmware> findUnder(Path share, boolean verbose) {
        Path arm = share.resolve("AAVMF");
        Path fedora = share.resolve("edk2/aarch64");
        Path talkative = arm.resolve("AAVMF_CODE.verbose.fd");
        Path code = verbose && Files.isReadable(talkative) ? talkative : arm.resolve("AAVMF_CODE.fd");
        return List.of(
                        new UefiFirmware(code, arm.resolve("AAVMF_VARS.fd")),
                        new UefiFirmware(
                                fedora.resolve("QEMU_EFI-pflash.raw"), fedora.resolve("vars-template-pflash.raw")))
                .stream()
                .filter(pair -> Files.isReadable(pair.code()) && Files.isReadable(pair.variables()))
                .findFirst();
    }
}

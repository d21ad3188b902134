package io.guestfs.appliance.libvirt;

import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.qemu.UefiFirmware;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes into the definition of the domain.
 *
 * @param name its name, which no other domain has
 * @param kvm true to run it on KVM
 * @param machine memory, processors and the like
 * @param boot what it boots
 * @param disks the drives in their order
 * @param root the disk that the appliance runs from; null if the initrd is all there is
 * @param console the socket for its console
 * @param daemon the socket for the daemon
 * @param network how it reaches the network
 * @param labels who may touch what
 * @param extra words for qemu's command line
 */
public record DomainSetup(
        String name,
        boolean kvm,
        Machine machine,
        Boot boot,
        List<GuestDisk> disks,
        @Nullable Root root,
        Path console,
        Path daemon,
        Network network,
        Labels labels,
        List<String> extra) {

    /**
     * The machine.
     *
     * @param profile the architecture
     * @param emulator the qemu program that the user chose; null leaves the choice to libvirt
     * @param memsizeMb memory in MiB
     * @param smp number of virtual processors
     * @param verbose true for output of the firmware on the console
     */
    public record Machine(MachineProfile profile, @Nullable String emulator, int memsizeMb, int smp, boolean verbose) {}

    /**
     * What is booted.
     *
     * @param kernel the kernel
     * @param initrd its initrd
     * @param words the kernel command line
     * @param firmware UEFI firmware with a private copy of its variables; null for none
     */
    public record Boot(
            Path kernel,
            Path initrd,
            String words,
            @Nullable UefiFirmware firmware) {}

    /**
     * The disk of the appliance: an overlay that is written, over what is shared and never written.
     *
     * @param overlay the overlay
     * @param below the disk below
     * @param format its format
     */
    public record Root(Path overlay, Path below, String format) {}

    /** How the guest reaches the network. */
    public sealed interface Network {
        /** Not at all. */
        record None() implements Network {}

        /** Through the network stack inside qemu. */
        record User() implements Network {}

        /**
         * Through a bridge of the host.
         *
         * @param name its name
         */
        record Bridge(String name) implements Network {}
    }

    /**
     * Who may touch what.
     *
     * @param runAs user and group of qemu as libvirt writes them, so that nothing has to change owners; null leaves it to libvirt
     * @param changesUsers true if libvirt gives the files of a domain to the user of qemu
     * @param selinuxLabel the label that qemu gets; null leaves it to libvirt
     * @param keepDiskLabels true if SELinux labels of disks must stay as they are
     * @param unconfined true to have SELinux leave qemu alone, because it is not the usual program
     */
    public record Labels(
            @Nullable String runAs,
            boolean changesUsers,
            @Nullable String selinuxLabel,
            boolean keepDiskLabels,
            boolean unconfined) {}

    /** Copies the lists. */
    public DomainSetup {
        disks = List.copyOf(disks);
        extra = List.copyOf(extra);
    }

    /**
     * Writes the definition.
     *
     * @return the XML text
     * @throws LibvirtFailure if a name holds a character that XML can't hold, or libvirt knows no such drive
     */
    public String xml() throws LibvirtFailure {
        for (GuestDisk disk : disks) {
            NetworkSource.check(disk.drive());
        }
        try {
            return new DomainXml(this).text();
        } catch (XmlText.UnspeakableException e) {
            throw new LibvirtFailure(
                    "a name or a setting holds the character " + e.getMessage() + ", which XML can't hold",
                    "Rename the file, make a link with another name, or use the backend \"direct\".",
                    e);
        }
    }
}

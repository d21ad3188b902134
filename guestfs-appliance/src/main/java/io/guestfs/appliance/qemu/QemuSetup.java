package io.guestfs.appliance.qemu;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.qemu.QemuCommandLine.Items;
import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes into the qemu command line.
 *
 * @param program the qemu program
 * @param profile the architecture
 * @param accelerator what runs the guest
 * @param gdb true to start stopped, waiting for a debugger
 * @param verbose true for output of the firmware on the console
 * @param smp number of virtual processors
 * @param memsizeMb memory in MiB
 * @param firmware UEFI firmware with a private copy of its variables; null for none
 * @param kernel appliance kernel
 * @param initrd its initrd
 * @param root appliance disk; null if the initrd is all there is
 * @param drives the drives, prepared
 * @param socket the socket qemu connects to
 * @param monitor the socket qemu connects its monitor to
 * @param network how the guest reaches the network
 * @param passtSocket socket of passt, where that is the network
 * @param cage what qemu takes from itself
 * @param kernelWords the kernel command line
 */
public record QemuSetup(
        Path program,
        MachineProfile profile,
        Accelerator accelerator,
        boolean gdb,
        boolean verbose,
        int smp,
        int memsizeMb,
        @Nullable UefiFirmware firmware,
        Path kernel,
        Path initrd,
        @Nullable ApplianceDisk root,
        List<Drive> drives,
        Path socket,
        Path monitor,
        NetworkKind network,
        Path passtSocket,
        Cage cage,
        String kernelWords) {
    /**
     * The disk the appliance boots from. Never written: changes go to a snapshot that goes with qemu.
     *
     * @param file the disk
     * @param format its format
     */
    public record ApplianceDisk(Path file, String format) {}

    /** How the guest reaches the network. */
    public enum NetworkKind {
        /** Not at all. */
        NONE,
        /** Through the network stack inside qemu. */
        USER,
        /** Through passt. */
        PASST
    }

    /** Address and size of the network inside qemu; far from addresses people use. */
    static final String USER_NETWORK = "169.254.2.15/16";

    private static final String CHANNEL = "org.libguestfs.channel.0";

    /**
     * Builds the command line, without extra options of the user.
     *
     * @return the command line
     * @throws ApplianceException if a drive asks for something qemu cannot do
     */
    public QemuCommandLine commandLine() throws ApplianceException {
        QemuCommandLine line = new QemuCommandLine(program.toString());
        addMachine(line);
        addMemoryAndClock(line);
        addBoot(line);
        line.list(
                "-object",
                new Items().word("rng-random").item("filename", "/dev/urandom").item("id", "rng0"));
        line.list("-device", new Items().word(profile.virtio("rng")).item("rng", "rng0"));
        line.list("-device", new Items().word(profile.virtio("scsi")).item("id", "scsi"));
        for (int i = 0; i < drives.size(); i++) {
            QemuDriveArguments.add(line, drives.get(i), i);
        }
        if (root != null) {
            QemuDriveArguments.addAppliance(line, root.file(), root.format());
        }
        addChannels(line);
        addNetwork(line);
        cage.add(line);
        return line.plain("-append", kernelWords);
    }

    private void addMachine(QemuCommandLine line) {
        // The guest must not send SCSI commands of its own to disks of the host.
        line.plain("-global", profile.virtio("blk") + ".scsi=off");
        line.flag("-no-user-config").flag("-nodefaults").plain("-display", "none");
        if (gdb) {
            line.flag("-S").flag("-s");
        }
        Items machine = new Items();
        if (profile.machineType() != null) {
            machine.word(profile.machineType());
        }
        if (profile == MachineProfile.AARCH64 && accelerator.kvm()) {
            machine.item("gic-version", "host");
        }
        machine.item("accel", accelerator.word());
        if (profile.x86() && verbose) {
            machine.item("graphics", "off");
        }
        line.list("-machine", machine);
        String model = profile.cpuModel(accelerator.kvm());
        if (model != null) {
            line.plain("-cpu", model);
        }
    }

    private void addMemoryAndClock(QemuCommandLine line) {
        if (smp > 1) {
            line.plain("-smp", Integer.toString(smp));
        }
        line.plain("-m", Integer.toString(memsizeMb)).flag("-no-reboot").plain("-rtc", "driftfix=slew");
        if (profile.x86()) {
            line.plain("-global", "kvm-pit.lost_tick_policy=discard");
        }
    }

    private void addBoot(QemuCommandLine line) {
        if (firmware != null) {
            line.list("-drive", flash(firmware.code()).word("readonly"));
            line.list("-drive", flash(firmware.variables()));
        }
        line.plain("-kernel", kernel.toString()).plain("-initrd", initrd.toString());
    }

    private static Items flash(Path file) {
        return new Items().item("if", "pflash").item("format", "raw").item("file", file.toString());
    }

    private void addChannels(QemuCommandLine line) {
        line.plain("-device", profile.virtio("serial"));
        if (profile == MachineProfile.S390X) {
            line.list("-chardev", new Items().word("stdio").item("id", "charconsole0"));
            line.list("-device", new Items().word("sclpconsole").item("chardev", "charconsole0"));
        } else {
            line.plain("-serial", "stdio");
        }
        // Before the channel of the daemon, because qemu connects in this order, and who waits for the last has them
        // all.
        line.list(
                "-chardev",
                new Items().word("socket").item("path", monitor.toString()).item("id", "monitor0"));
        line.list("-mon", new Items().item("chardev", "monitor0").item("mode", "control"));
        line.list(
                "-chardev",
                new Items().word("socket").item("path", socket.toString()).item("id", "channel0"));
        line.list(
                "-device",
                new Items().word("virtserialport").item("chardev", "channel0").item("name", CHANNEL));
    }

    private void addNetwork(QemuCommandLine line) {
        if (network == NetworkKind.NONE) {
            return;
        }
        Items items = network == NetworkKind.USER
                ? new Items().word("user").item("id", "usernet").item("net", USER_NETWORK)
                : new Items()
                        .word("stream")
                        .item("id", "usernet")
                        .item("addr.type", "unix")
                        .item("addr.path", passtSocket.toString());
        line.list("-netdev", items);
        line.list("-device", new Items().word(profile.virtio("net")).item("netdev", "usernet"));
    }
}

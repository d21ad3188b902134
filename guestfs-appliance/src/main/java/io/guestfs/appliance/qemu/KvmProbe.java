package io.guestfs.appliance.qemu;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.SafeModes;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether KVM works here by running qemu on it for a moment. Asking qemu is not enough: on some hosts, above all inside
 * other virtual machines, KVM is offered and then fails as soon as a guest starts.
 */
public final class KvmProbe {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int SECTOR = 512;
    /** The exit device turns the value written, 0x10, into this status. */
    private static final int STATUS_OF_A_GUEST_THAT_RAN = 33;

    /** A boot sector that writes 0x10 to port 0xf4, where the exit device of qemu listens, and then halts. */
    private static final byte[] BOOT_CODE = {
        (byte) 0xb0, 0x10, (byte) 0xba, (byte) 0xf4, 0x00, (byte) 0xee, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd
    };

    private final Path device;
    private final KvmVerdictCache cache;
    private final WorkDirectories directories;
    private final Map<String, String> environment;
    private final Duration limit;

    /**
     * Keeps what is needed.
     *
     * @param cache where verdicts are kept
     * @param directories where the boot sector is written
     * @param environment the environment of qemu
     */
    public KvmProbe(KvmVerdictCache cache, WorkDirectories directories, Map<String, String> environment) {
        this(DEVICE, cache, directories, environment, LIMIT);
    }

    KvmProbe(
            Path device,
            KvmVerdictCache cache,
            WorkDirectories directories,
            Map<String, String> environment,
            Duration limit) {
        this.device = device;
        this.cache = cache;
        this.directories = directories;
        this.environment = environment;
        this.limit = limit;
    }

    /**
     * Tells whether KVM works; runs qemu only if that is not known yet.
     *
     * @param qemu the qemu program
     * @param profile the architecture
     * @return the verdict
     * @throws ApplianceException if a working directory cannot be made
     */
    public KvmVerdict verdict(Path qemu, MachineProfile profile) throws ApplianceException {
        KvmVerdict open = openDevice();
        if (!open.usable() || !profile.x86()) {
            return open;
        }
        KvmVerdict known = cache.find(qemu);
        return known == null ? freshVerdict(qemu, profile) : known;
    }

    /**
     * Runs qemu on KVM even if the verdict is known, and replaces that by what comes out.
     *
     * @param qemu the qemu program
     * @param profile the architecture
     * @return the verdict of this moment
     * @throws ApplianceException if a working directory cannot be made
     */
    public KvmVerdict freshVerdict(Path qemu, MachineProfile profile) throws ApplianceException {
        KvmVerdict open = openDevice();
        if (!open.usable() || !profile.x86()) {
            return open;
        }
        KvmVerdict verdict = run(qemu, profile);
        cache.keep(qemu, verdict);
        return verdict;
    }

    private KvmVerdict openDevice() {
        try (SeekableByteChannel opened =
                Files.newByteChannel(device, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))) {
            return opened.isOpen() ? KvmVerdict.works() : KvmVerdict.absent(device + " cannot be opened");
        } catch (NoSuchFileException e) {
            return KvmVerdict.absent("there is no " + device);
        } catch (AccessDeniedException e) {
            return KvmVerdict.denied("this user may not open " + device);
        } catch (IOException e) {
            return KvmVerdict.absent(device + " cannot be opened: " + e.getMessage());
        }
    }

    private KvmVerdict run(Path qemu, MachineProfile profile) throws ApplianceException {
        Path boot = directories.tempFile("kvmprobe", "img");
        try {
            writeBootSector(boot);
            CommandResult result = ExternalCommand.of(command(qemu, profile.cpuModel(true), boot))
                    .environment(environment)
                    .timeLimit(limit)
                    .run();
            return judge(result);
        } catch (IOException e) {
            return KvmVerdict.unknown("a trial run of " + qemu + " was not possible: " + e.getMessage());
        } finally {
            removeQuietly(boot);
        }
    }

    private KvmVerdict judge(CommandResult result) {
        if (result.ending() == CommandResult.Ending.TIME_UP) {
            return KvmVerdict.slow("a trial guest on KVM did nothing for " + limit.toSeconds() + " seconds");
        }
        if (result.exit().status() == STATUS_OF_A_GUEST_THAT_RAN) {
            return KvmVerdict.works();
        }
        List<String> words = result.lastWords();
        String last = words.isEmpty() ? "" : ": " + withoutFullStop(words.get(words.size() - 1));
        return KvmVerdict.broken(
                "a trial guest on KVM failed, qemu " + result.exit().describe() + last);
    }

    /** The reason becomes a part of our own sentence. */
    private static String withoutFullStop(String words) {
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    static List<String> command(Path qemu, @Nullable String cpuModel, Path boot) {
        QemuCommandLine line = new QemuCommandLine(qemu.toString())
                .flag("-no-user-config")
                .flag("-nodefaults")
                .plain("-display", "none")
                .plain("-machine", "accel=kvm");
        if (cpuModel != null) {
            line.plain("-cpu", cpuModel);
        }
        line.plain("-m", "256").flag("-no-reboot");
        line.list(
                "-drive",
                new QemuCommandLine.Items()
                        .item("file", boot.toString())
                        .item("format", "raw")
                        .item("if", "ide")
                        .item("snapshot", "on"));
        return new ArrayList<>(
                line.plain("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04").words());
    }

    private static void writeBootSector(Path file) throws IOException {
        byte[] sector = new byte[SECTOR];
        System.arraycopy(BOOT_CODE, 0, sector, 0, BOOT_CODE.length);
        sector[SECTOR - 2] = 0x55;
        sector[SECTOR - 1] = (byte) 0xaa;
        SafeModes.createPrivateFile(file);
        Files.write(file, sector);
    }

    private static void removeQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with its directory.
            return;
        }
    }
}

package io.guestfs.appliance.qemu;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The qemu program of a launch.
 *
 * @param program the executable file
 * @param major first number of its version; 0 if it did not tell
 * @param minor second number of its version
 */
public record QemuBinary(Path program, int major, int minor) {
    private static final Pattern VERSION = Pattern.compile("version (\\d{1,4})\\.(\\d{1,4})");
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    /**
     * Finds qemu and asks for its version.
     *
     * @param hv what the user chose; null for the usual program
     * @param profile the architecture
     * @param environment the environment; its PATH says where programs are looked for
     * @param listener hears what was chosen
     * @return the program
     * @throws ApplianceException if there is none, or it cannot be run
     */
    public static QemuBinary find(
            @Nullable String hv, MachineProfile profile, Map<String, String> environment, LaunchListener listener)
            throws ApplianceException {
        Path program = hv == null ? usual(profile, environment) : chosen(hv, environment);
        listener.debug("qemu is " + program);
        CommandResult result;
        try {
            result = ExternalCommand.of(List.of(program.toString(), "-version"))
                    .environment(environment)
                    .timeLimit(VERSION_LIMIT)
                    .abortedBy(listener::aborted)
                    .run();
        } catch (IOException e) {
            throw fault(program + " cannot be run: " + e.getMessage())
                    .remedy("It must be a qemu built for this machine, or a script whose first line names a shell.")
                    .cause(e)
                    .build();
        }
        result.outputText().lines().forEach(line -> listener.debug("qemu: " + line));
        Matcher matcher = VERSION.matcher(result.outputText());
        return matcher.find()
                ? new QemuBinary(program, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new QemuBinary(program, 0, 0);
    }

    /**
     * Tells whether it is at least of some version.
     *
     * @param wantedMajor first number
     * @param wantedMinor second number
     * @return false if older, or not known
     */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    private static Path usual(MachineProfile profile, Map<String, String> environment) throws ApplianceException {
        for (String name : profile.programs()) {
            Optional<Path> found = ProgramPath.find(name, environment);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw fault("no qemu was found: there is no " + String.join(", no ", profile.programs()))
                .remedy("Install qemu (package qemu-system-x86 or the one of your architecture on Debian and Ubuntu,"
                        + " qemu-kvm on Fedora), or name the program with setHv or LIBGUESTFS_HV.")
                .build();
    }

    private static Path chosen(String hv, Map<String, String> environment) throws ApplianceException {
        Optional<Path> found = ProgramPath.find(hv, environment);
        if (found.isPresent()) {
            return found.get();
        }
        boolean name = hv.indexOf('/') < 0;
        if (name || !Files.exists(Path.of(hv))) {
            throw fault("the qemu program " + hv + (name ? " was not found on PATH" : " does not exist"))
                    .remedy("Correct what was given to setHv or LIBGUESTFS_HV, or unset it to have qemu found.")
                    .errno("ENOENT")
                    .build();
        }
        throw fault("the qemu program " + hv + " is not a file this user may execute")
                .remedy("Make it executable with chmod +x, or name another with setHv or LIBGUESTFS_HV.")
                .errno("EACCES")
                .build();
    }

    private static ApplianceException.Builder fault(String message) {
        return ApplianceException.of(LaunchPhase.HYPERVISOR, message);
    }
}

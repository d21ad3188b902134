package io.guestfs.appliance.locate;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An appliance put together by supermin from the packages of this host and kept in the cache directory. Several processes may ask
 * at once: supermin works under a lock, and builds only if something is newer than what is there.
 */
public final class SuperminAppliance {
    /**
     * Runs supermin, with three things around it. What is built is readable by others where the cache directory lets them in, as
     * other programs that share the cache expect. It is touched afterwards, which keeps cleaners of temporary directories away
     * and tells supermin that nothing is older than its input; the kernel comes with its old time. And all that is done under
     * a lock of our own: supermin gives its lock back before the touch, and whoever waits for it would build once more.
     */
    private static final String SCRIPT = """
            umask 022
            lock=$1 output=$2
            shift 2
            if (exec 9>"$lock") 2>/dev/null; then
              exec 9>"$lock"
              flock 9
            fi
            # What a build that was killed has left in the cache.
            find "${output%/*}" -xdev -maxdepth 1 \\( -name 'appliance.d.*' -o -name 'kvm-*.tmp' \\) -mmin +60 -exec rm -rf -- {} +
            "$@" 9>&- || exit
            touch -c "$output/kernel" "$output/initrd" "$output/root" 2>/dev/null
            exit 0
            """;

    /** Variables of febootstrap, from which supermin came, and their names today. */
    private static final Map<String, String> OLD_NAMES =
            Map.of("FEBOOTSTRAP_KERNEL", "SUPERMIN_KERNEL", "FEBOOTSTRAP_MODULES", "SUPERMIN_MODULES");

    private final WorkDirectories directories;
    private final Map<String, String> environment;
    private final LaunchListener listener;
    private final Duration limit;
    private final boolean verbose;

    /**
     * Keeps what is needed.
     *
     * @param directories tell where the cache is
     * @param environment the environment of supermin
     * @param listener hears its output
     * @param limit how long building, and waiting for others who build, may take
     * @param verbose true to let supermin talk
     */
    public SuperminAppliance(
            WorkDirectories directories,
            Map<String, String> environment,
            LaunchListener listener,
            Duration limit,
            boolean verbose) {
        this.directories = directories;
        this.environment = environment;
        this.listener = listener;
        this.limit = limit;
        this.verbose = verbose;
    }

    ApplianceFiles build(Path recipe, String hostCpu) throws ApplianceException {
        Path cache = directories.cache();
        Path lock = cache.resolve("lock");
        Path output = cache.resolve("appliance.d");
        if (ProgramPath.find("supermin", environment).isEmpty()) {
            throw fault("the program supermin, which builds the appliance, was not found on PATH")
                    .remedy("Install the package supermin, or set LIBGUESTFS_PATH to a ready-made appliance.")
                    .build();
        }
        sayIfLocked(lock);
        listener.debug("supermin begins");
        CommandResult result = run(command(recipe, hostCpu, lock, output), cache.resolve("build.lock"), output);
        listener.debug("supermin has finished");
        if (!result.success()) {
            throw SuperminFailure.explain(result, recipe, lock);
        }
        return new ApplianceFiles(output.resolve("kernel"), output.resolve("initrd"), output.resolve("root"));
    }

    private List<String> command(Path recipe, String hostCpu, Path lock, Path output) {
        List<String> command = new ArrayList<>(List.of("supermin", "--build"));
        if (verbose) {
            command.add("--verbose");
        }
        command.addAll(List.of("--if-newer", "--lock", lock.toString(), "--copy-kernel", "-f", "ext2"));
        command.addAll(List.of("--host-cpu", hostCpu, recipe.toString(), "-o", output.toString()));
        return command;
    }

    private CommandResult run(List<String> supermin, Path lock, Path output) throws ApplianceException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", lock.toString(), output.toString()));
        command.addAll(supermin);
        Map<String, String> variables = new HashMap<>(environment);
        // What it leaves there when it is killed goes with the handle.
        variables.put("TMPDIR", directories.temporary().toString());
        OLD_NAMES.forEach((old, name) -> {
            if (variables.containsKey(old) && variables.putIfAbsent(name, variables.get(old)) == null) {
                listener.debug("the variable " + old + " is handed to supermin as " + name);
            }
        });
        listener.debug("running " + String.join(" ", supermin));
        try {
            return ExternalCommand.of(command)
                    .environment(variables)
                    .timeLimit(limit)
                    .onOutput(listener::applianceOutput)
                    .abortedBy(listener::aborted)
                    .run();
        } catch (IOException e) {
            throw fault("supermin could not be started: " + e.getMessage())
                    .cause(e)
                    .build();
        }
    }

    /** supermin waits silently for its lock; whoever looks for the reason of the delay should find it. */
    private void sayIfLocked(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free == null) {
                listener.debug("another process is building the appliance and holds " + lock + "; waiting for it");
            }
        } catch (OverlappingFileLockException e) {
            listener.debug("another handle of this program is looking at " + lock);
        } catch (IOException e) {
            // No lock file yet, so nobody holds it.
            return;
        }
    }

    private static ApplianceException.Builder fault(String message) {
        return ApplianceException.of(LaunchPhase.APPLIANCE, message);
    }
}

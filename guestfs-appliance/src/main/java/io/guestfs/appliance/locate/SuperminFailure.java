package io.guestfs.appliance.locate;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns a failed supermin run into an error that says what to do. */
final class SuperminFailure {
    private static final Pattern KERNEL_FILE = Pattern.compile("(/boot/[^'\"\\s:,]+|/lib/modules/[^'\"\\s:,]+)");

    private SuperminFailure() {}

    static ApplianceException explain(CommandResult result, Path recipe, Path lock) {
        String said = result.errorText() + "\n" + result.outputText();
        boolean aborted = result.ending() == CommandResult.Ending.ABORTED;
        return ApplianceException.of(
                        aborted ? LaunchPhase.ABORTED : LaunchPhase.APPLIANCE,
                        "building the appliance from " + recipe + " failed: supermin "
                                + result.describe().replaceFirst("^\\S+ ", ""))
                .consoleTail(result.lastWords())
                .remedy(remedy(result, said, lock))
                .errno(said.contains("No space left on device") ? "ENOSPC" : "")
                .build();
    }

    private static String remedy(CommandResult result, String said, Path lock) {
        if (result.ending() == CommandResult.Ending.ABORTED) {
            return "";
        }
        if (result.ending() == CommandResult.Ending.TIME_UP) {
            return "If another process holds the lock " + lock + ", end that process; \"fuser " + lock + "\" names it.";
        }
        if (said.contains("No space left on device")) {
            return "Free some space, or set the cachedir of the handle and TMPDIR to a file system with a GiB of room.";
        }
        Optional<String> kernel = unreadableKernel(said, Path.of("/boot"));
        if (kernel.isPresent()) {
            return "The kernel " + kernel.get()
                    + " cannot be read by this user. Let everybody read it: \"sudo chmod 0644 "
                    + kernel.get() + "\"; to keep it so, \"sudo dpkg-statoverride --update --add root root 0644 "
                    + kernel.get() + "\" on Debian and Ubuntu.";
        }
        if (said.contains("failed to find a suitable kernel") || said.contains("no kernel")) {
            return "Install a kernel with its modules (package linux-image-amd64 or the one of your architecture), or set"
                    + " SUPERMIN_KERNEL and SUPERMIN_MODULES.";
        }
        return "The lines above are supermin's own. Launch with verbose on to see more of them.";
    }

    /** The kernel supermin complained about, else one that is there and cannot be read. */
    static Optional<String> unreadableKernel(String said, Path boot) {
        Matcher matcher = KERNEL_FILE.matcher(said);
        while (said.contains("ermission denied") && matcher.find()) {
            if (!Files.isReadable(Path.of(matcher.group(1)))) {
                return Optional.of(matcher.group(1));
            }
        }
        List<String> unreadable = unreadableIn(boot);
        return unreadable.isEmpty() ? Optional.empty() : Optional.of(unreadable.get(unreadable.size() - 1));
    }

    private static List<String> unreadableIn(Path boot) {
        try (Stream<Path> files = Files.list(boot)) {
            return files.filter(file -> file.getFileName().toString().startsWith("vmlinu"))
                    .filter(file -> !Files.isReadable(file))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}

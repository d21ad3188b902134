package io.guestfs.appliance.locate;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies an appliance that is there into a directory of its own, where it does not change any more and needs no supermin. */
public final class FixedCopy {
    private static final String MARK = "README.fixed";

    private static final String README = """
            The files kernel, initrd and root are an appliance for programs that use the libguestfs library or a port
            of it. To launch it, name this directory in the variable LIBGUESTFS_PATH or with set_path. Supermin is not
            needed. It does not change with the packages of the host: make it anew after updates.
            """;

    private static final Duration LIMIT = Duration.ofMinutes(20);
    /** How often to begin again when supermin puts a newer appliance in place meanwhile. */
    private static final int ATTEMPTS = 3;

    private final ApplianceFiles source;
    private final Path target;

    /**
     * Prepares a copy.
     *
     * @param source what to copy
     * @param target the directory, made if it is missing
     */
    public FixedCopy(ApplianceFiles source, Path target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Makes the copy. An appliance that is in the directory already is replaced, file by file.
     *
     * @throws ApplianceException if the source has no root disk, or copying fails; then the directory holds no appliance that a
     *     launch would take
     */
    public void make() throws ApplianceException {
        Path root = source.root();
        if (root == null) {
            throw failure("an old-style appliance, which has no root disk, can't be copied", null)
                    .remedy("Install supermin and set LIBGUESTFS_PATH to a directory with supermin.d.")
                    .build();
        }
        try {
            if (!Files.isDirectory(target)) {
                // Of a link to a directory this would say that something is in the way.
                Files.createDirectories(target);
            }
            // Without the mark no launch takes what is not complete.
            Files.deleteIfExists(target.resolve(MARK));
            copyAll(List.of(source.kernel(), source.initrd(), root), List.of("kernel", "initrd", "root"));
            Files.writeString(target.resolve(MARK), README, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure("the appliance can't be copied to " + target + ": " + e, e)
                    .remedy("Check that the directory can be written and has space.")
                    .build();
        }
    }

    private void copyAll(List<Path> from, List<String> names) throws IOException, ApplianceException {
        for (int attempt = 1; ; attempt++) {
            List<FileTime> before = times(from);
            for (int i = 0; i < names.size(); i++) {
                copy(from.get(i), target.resolve(names.get(i)));
            }
            if (times(from).equals(before)) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw failure("the appliance was built anew each time that it was copied", null)
                        .remedy("Try again when no packages are installed.")
                        .build();
            }
        }
    }

    private static List<FileTime> times(List<Path> files) throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file));
        }
        return times;
    }

    /** The root is some gigabytes of mostly nothing; cp keeps the nothing out of the copy. */
    private void copy(Path from, Path to) throws IOException, ApplianceException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            CommandResult result = ExternalCommand.of(
                            List.of("cp", "--dereference", "--sparse=always", "--", from.toString(), part.toString()))
                    .timeLimit(LIMIT)
                    .run();
            if (!result.success()) {
                throw failure("cp " + result.describe() + " " + String.join(" ", result.lastWords()), null)
                        .remedy("Check that " + target + " can be written and has space.")
                        .build();
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ApplianceException.Builder failure(String message, @Nullable Throwable cause) {
        ApplianceException.Builder builder = ApplianceException.of(LaunchPhase.APPLIANCE, message);
        return cause == null ? builder : builder.cause(cause);
    }
}

package io.guestfs.internal.tree;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Makes devices and named pipes. Java can't, so the programs mknod and touch do. */
final class SpecialFile {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private SpecialFile() {}

    static boolean isOne(TarArchiveEntry entry) {
        return entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO();
    }

    /**
     * Makes one that nobody may use yet, with its time.
     *
     * @param top a directory of the same file system, in which it is made under a name that every locale can say
     * @param path where it belongs; nothing is there
     * @param entry what it is
     */
    static void make(Path top, Path path, TarArchiveEntry entry) throws IOException {
        String name = ".guestfs-" + Long.toHexString(System.nanoTime());
        List<String> command = new ArrayList<>(List.of("mknod", "-m", "0", name));
        if (entry.isFIFO()) {
            command.add("p");
        } else {
            command.add(entry.isBlockDevice() ? "b" : "c");
            command.add(Integer.toString(entry.getDevMajor()));
            command.add(Integer.toString(entry.getDevMinor()));
        }
        run(top, path, command);
        Instant time = entry.getLastModifiedTime().toInstant();
        String stamp = "@" + time.getEpochSecond() + "." + String.format(Locale.ROOT, "%09d", time.getNano());
        run(top, path, List.of("touch", "-c", "-h", "-d", stamp, name));
        Files.move(top.resolve(name), path);
    }

    private static void run(Path top, Path path, List<String> command) throws IOException {
        CommandResult result =
                ExternalCommand.of(command).in(top).timeLimit(LIMIT).run();
        if (!result.success()) {
            throw new FileSystemException(
                    path.toString(), null, result.describe() + ": " + String.join(" ", result.lastWords()));
        }
    }
}

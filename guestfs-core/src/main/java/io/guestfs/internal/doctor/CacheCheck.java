package io.guestfs.internal.doctor;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The directory that keeps the built appliance: whose it is, who may write to it, and whether it is free. */
final class CacheCheck implements Check {

    @Override
    public Area area() {
        return Area.CACHE;
    }

    @Override
    public void look(Host host, Report report) {
        Path base = host.settings().directories().cacheBase();
        Path expected = base.resolve(".guestfs-" + host.userId());
        try (WorkDirectories work = new WorkDirectories(host.settings().directories())) {
            Path cache = work.cache();
            if (locked(cache.resolve("lock"))) {
                report.warning(
                        "Another process is building the appliance and holds " + cache.resolve("lock")
                                + "; launches wait for it.",
                        "fuser -v " + Shell.word(cache.resolve("lock")));
            } else if (Files.exists(root(cache))) {
                report.ok(cache + " belongs to this user and holds an appliance.");
            } else {
                report.ok(cache + " belongs to this user; the first launch will build the appliance there.");
            }
        } catch (ApplianceException e) {
            boolean there = Files.exists(expected, LinkOption.NOFOLLOW_LINKS);
            report.fault(
                    e,
                    there
                            ? host.asRoot("mv " + Shell.word(expected) + " " + Shell.word(expected + ".suspect"))
                            : "export LIBGUESTFS_CACHEDIR=/a/directory/you/may/write/to");
        }
    }

    /** The largest file of a built appliance. */
    static Path root(Path cache) {
        return cache.resolve("appliance.d").resolve("root");
    }

    private static boolean locked(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException e) {
            // A launch of this very program is looking at it.
            return true;
        } catch (IOException e) {
            // No lock file yet, so nobody holds it.
            return false;
        }
    }
}

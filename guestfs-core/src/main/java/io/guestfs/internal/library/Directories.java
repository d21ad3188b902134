package io.guestfs.internal.library;

import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.Owner;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.local.DirectoriesHome;
import io.guestfs.internal.transfer.LocalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a handle keeps its files. A directory that can't be used leaves the one that was set before in force; the
 * original forgets it.
 */
public final class Directories implements DirectoriesHome, BaseDirectories {

    private @Nullable String tmpdir;
    private @Nullable String cachedir;

    /** TMPDIR and XDG_RUNTIME_DIR as they were found when the environment was last looked at. */
    private final Map<String, String> environment = new HashMap<>();

    @Override
    public synchronized String getTmpdir() {
        return BaseDirectories.resolveTemporary(tmpdir, environment);
    }

    @Override
    public synchronized void setTmpdir(@Nullable String dir) {
        tmpdir = dir == null ? null : resolve("set_tmpdir", dir);
    }

    @Override
    public synchronized String getCachedir() {
        return BaseDirectories.resolveCache(cachedir, environment);
    }

    @Override
    public synchronized void setCachedir(@Nullable String dir) {
        cachedir = dir == null ? null : resolve("set_cachedir", dir);
    }

    @Override
    public synchronized String getSockdir() {
        return BaseDirectories.resolveSockets(environment, Owner.effectiveUserId());
    }

    /** Takes TMPDIR or XDG_RUNTIME_DIR over from an environment; null means that it is not there. */
    synchronized void environment(String variable, @Nullable String value) {
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, resolve("parse_environment", value));
        }
    }

    private static String resolve(String call, String dir) {
        if (dir.isEmpty()) {
            // For Java that would be the working directory.
            throw new InvalidArgumentException(call, "an empty text names no directory", ErrorNumber.ENOENT);
        }
        try {
            Path real = Path.of(dir).toRealPath();
            if (!Files.isDirectory(real)) {
                throw new InvalidArgumentException(call, "'" + dir + "' is not a directory", ErrorNumber.ENOTDIR);
            }
            return real.toString();
        } catch (IOException e) {
            throw ErrorMapper.localFile(
                    call, dir, "'" + dir + "' can't be used as a directory: " + LocalFiles.reason(e), e);
        }
    }

    @Override
    public Path temporaryBase() {
        return Path.of(getTmpdir());
    }

    @Override
    public Path cacheBase() {
        return Path.of(getCachedir());
    }

    @Override
    public Path socketBase() {
        return Path.of(getSockdir());
    }
}

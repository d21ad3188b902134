package io.guestfs.appliance.workdir;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three directories under which private directories are made. Asked at the moment a private directory is made, so an
 * implementation over changing settings may answer with the settings of that moment.
 */
public interface BaseDirectories {
    /**
     * Where temporary files go.
     *
     * @return an existing directory
     */
    Path temporaryBase();

    /**
     * Where the built appliance is kept.
     *
     * @return an existing directory
     */
    Path cacheBase();

    /**
     * Where sockets go; should be short, because names of Unix sockets are limited to about 107 bytes.
     *
     * @return an existing directory
     */
    Path socketBase();

    /**
     * Three fixed directories.
     *
     * @param temporary base of temporary files
     * @param cache base of the appliance cache
     * @param sockets base of sockets
     * @return the three of them
     */
    static BaseDirectories of(Path temporary, Path cache, Path sockets) {
        record Fixed(Path temporaryBase, Path cacheBase, Path socketBase) implements BaseDirectories {}

        return new Fixed(temporary, cache, sockets);
    }

    /**
     * The usual directories for an environment: TMPDIR, XDG_RUNTIME_DIR and the defaults of the system.
     *
     * @param environment the environment variables
     * @return the three directories
     */
    static BaseDirectories usual(Map<String, String> environment) {
        return of(
                Path.of(resolveTemporary(null, environment)),
                Path.of(resolveCache(null, environment)),
                Path.of(resolveSockets(environment, Owner.effectiveUserId())));
    }

    /**
     * The base of temporary files: what was set, else TMPDIR, else /tmp.
     *
     * @param set what was set for this handle; null if nothing
     * @param environment the environment variables
     * @return a directory name
     */
    static String resolveTemporary(@Nullable String set, Map<String, String> environment) {
        return set != null ? set : nonEmpty(environment.get("TMPDIR"), "/tmp");
    }

    /**
     * The base of the appliance cache: what was set, else TMPDIR, else /var/tmp.
     *
     * @param set what was set for this handle; null if nothing
     * @param environment the environment variables
     * @return a directory name
     */
    static String resolveCache(@Nullable String set, Map<String, String> environment) {
        return set != null ? set : nonEmpty(environment.get("TMPDIR"), "/var/tmp");
    }

    /**
     * The base of sockets: /tmp for root, else XDG_RUNTIME_DIR, else /tmp.
     *
     * @param environment the environment variables
     * @param userId the effective user id
     * @return a directory name
     */
    static String resolveSockets(Map<String, String> environment, int userId) {
        return userId == 0 ? "/tmp" : nonEmpty(environment.get("XDG_RUNTIME_DIR"), "/tmp");
    }

    private static String nonEmpty(@Nullable String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }
}

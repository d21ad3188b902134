package io.guestfs.internal.library;

import io.guestfs.calls.SettingsCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.local.EnvironmentHome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings from environment variables. The setters are the public calls, so that they are checked and traced as if the
 * program had made them; the first variable that can't be used ends the work.
 */
public final class Environment implements EnvironmentHome {

    private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
    private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");

    private final SettingsCalls calls;
    private final Directories directories;
    private final Supplier<Map<String, String>> process;

    /**
     * Makes the home.
     *
     * @param calls the setters
     * @param directories takes the general variables for directories
     * @param process the environment of this process
     */
    public Environment(SettingsCalls calls, Directories directories, Supplier<Map<String, String>> process) {
        this.calls = calls;
        this.directories = directories;
        this.process = process;
    }

    @Override
    public void parseEnvironment() {
        apply("parse_environment", process.get());
    }

    @Override
    public void parseEnvironmentList(List<String> environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String entry : environment) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                // As with getenv, the first of two entries of one name counts.
                variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        apply("parse_environment_list", variables);
    }

    private void apply(String call, Map<String, String> env) {
        bool(call, env, "LIBGUESTFS_TRACE", calls::setTrace);
        bool(call, env, "LIBGUESTFS_DEBUG", calls::setVerbose);
        text(env, "LIBGUESTFS_TMPDIR", calls::setTmpdir);
        text(env, "LIBGUESTFS_CACHEDIR", calls::setCachedir);
        directories.environment("TMPDIR", env.get("TMPDIR"));
        text(env, "LIBGUESTFS_PATH", calls::setPath);
        text(env, present(env, "LIBGUESTFS_HV", "LIBGUESTFS_QEMU"), calls::setHv);
        String append = env.get("LIBGUESTFS_APPEND");
        if (append != null) {
            calls.setAppend(append);
        }
        text(env, "LIBGUESTFS_MEMSIZE", value -> calls.setMemsize(number(call, value)));
        text(env, present(env, "LIBGUESTFS_BACKEND", "LIBGUESTFS_ATTACH_METHOD"), calls::setBackend);
        String settings = env.get("LIBGUESTFS_BACKEND_SETTINGS");
        if (settings != null) {
            calls.setBackendSettings(settings.isEmpty() ? List.of() : List.of(settings.split(":", -1)));
        }
        directories.environment("XDG_RUNTIME_DIR", env.get("XDG_RUNTIME_DIR"));
    }

    private static String present(Map<String, String> env, String first, String second) {
        String value = env.get(first);
        return value == null || value.isEmpty() ? second : first;
    }

    private static void text(Map<String, String> env, String variable, Consumer<String> setter) {
        String value = env.get(variable);
        if (value != null && !value.isEmpty()) {
            setter.accept(value);
        }
    }

    private static void bool(String call, Map<String, String> env, String variable, Consumer<Boolean> setter) {
        String value = env.get(variable);
        if (value == null) {
            return;
        }
        Boolean parsed = truth(value);
        if (parsed == null) {
            throw new InvalidArgumentException(
                    call,
                    variable + "=" + value
                            + " is neither true nor false: use 1, true, t, yes, y, on or 0, false, f, no, n, off",
                    ErrorNumber.EINVAL);
        }
        setter.accept(parsed);
    }

    private static @Nullable Boolean truth(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (TRUE.contains(lower)) {
            return Boolean.TRUE;
        }
        return FALSE.contains(lower) ? Boolean.FALSE : null;
    }

    private static int number(String call, String value) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new InvalidArgumentException(
                    call, "LIBGUESTFS_MEMSIZE=" + value + " is not a number of MiB", ErrorNumber.EINVAL);
        }
    }
}

package io.guestfs.appliance.qemu;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the backend settings of the handle mean for our own qemu. Settings that are not known are left to others.
 *
 * @param forceTcg true to emulate even where KVM works
 * @param forceKvm true to fail where KVM does not work
 * @param gdb true to start qemu stopped, waiting for a debugger
 * @param sandbox true, unless it was turned off, to have qemu forbid itself system calls that it does not need
 * @param dropPrivileges true, unless it was turned off, to have the qemu of root become an unprivileged user without files
 */
public record BackendSettings(
        boolean forceTcg, boolean forceKvm, boolean gdb, boolean sandbox, boolean dropPrivileges) {
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,5}");

    /**
     * Reads the settings.
     *
     * @param settings each {@code name} or {@code name=value}
     * @return what they mean
     * @throws ApplianceException if a value cannot be read, or they contradict each other
     */
    public static BackendSettings parse(List<String> settings) throws ApplianceException {
        boolean tcg = read(settings, "force_tcg", false);
        boolean kvm = read(settings, "force_kvm", false);
        if (tcg && kvm) {
            throw ApplianceException.of(
                            LaunchPhase.SETTINGS, "the backend settings force_tcg and force_kvm contradict each other")
                    .remedy("Keep one of them.")
                    .errno("EINVAL")
                    .build();
        }
        return new BackendSettings(
                tcg,
                kvm,
                read(settings, "gdb", false),
                read(settings, "sandbox", true),
                read(settings, "drop_privileges", true));
    }

    /**
     * Reads how long a launch may take.
     *
     * @param settings each {@code name} or {@code name=value}
     * @param otherwise what holds if there is no {@code launch_timeout}
     * @return the limit
     * @throws ApplianceException if the value is not a number of seconds above zero
     */
    public static Duration launchTimeout(List<String> settings, Duration otherwise) throws ApplianceException {
        String name = "launch_timeout";
        for (String setting : settings) {
            if (setting.startsWith(name + "=")) {
                String value = setting.substring(name.length() + 1);
                if (!SECONDS.matcher(value).matches()) {
                    throw ApplianceException.of(
                                    LaunchPhase.SETTINGS,
                                    "the backend setting " + name + " has the value \"" + value + "\"")
                            .remedy("Give the seconds that a launch may take, 1 to 999999.")
                            .errno("EINVAL")
                            .build();
                }
                return Duration.ofSeconds(Long.parseLong(value));
            }
        }
        return otherwise;
    }

    /**
     * Reads a setting that is a text.
     *
     * @param settings each {@code name} or {@code name=value}
     * @param name its name
     * @return its value; null if it is not set, or empty
     */
    public static @Nullable String text(List<String> settings, String name) {
        for (String setting : settings) {
            if (setting.startsWith(name + "=")) {
                String value = setting.substring(name.length() + 1);
                return value.isEmpty() ? null : value;
            }
        }
        return null;
    }

    /**
     * Reads a setting that is true or false.
     *
     * @param settings each {@code name} or {@code name=value}
     * @param name its name
     * @return its value; false if it is not set
     * @throws ApplianceException if the value is neither
     */
    public static boolean truth(List<String> settings, String name) throws ApplianceException {
        return read(settings, name, false);
    }

    private static boolean read(List<String> settings, String name, boolean otherwise) throws ApplianceException {
        for (String setting : settings) {
            if (setting.equals(name)) {
                return true;
            }
            if (setting.startsWith(name + "=")) {
                return truth(name, setting.substring(name.length() + 1));
            }
        }
        return otherwise;
    }

    private static boolean truth(String name, String value) throws ApplianceException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "t", "yes", "y", "on" -> true;
            case "0", "false", "f", "no", "n", "off" -> false;
            default ->
                throw ApplianceException.of(
                                LaunchPhase.SETTINGS,
                                "the backend setting " + name + " has the value \"" + value
                                        + "\", which is neither true nor false")
                        .remedy("Use 1, true, yes or on, or 0, false, no or off.")
                        .errno("EINVAL")
                        .build();
        };
    }
}

package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.util.Set;
import java.util.TreeMap;

/** Environment variables that make launches differ from those of other users. */
final class EnvironmentCheck implements Check {

    private static final Set<String> KNOWN = Set.of(
            "LIBGUESTFS_TRACE",
            "LIBGUESTFS_DEBUG",
            "LIBGUESTFS_TMPDIR",
            "LIBGUESTFS_CACHEDIR",
            "LIBGUESTFS_PATH",
            "LIBGUESTFS_HV",
            "LIBGUESTFS_QEMU",
            "LIBGUESTFS_APPEND",
            "LIBGUESTFS_MEMSIZE",
            "LIBGUESTFS_BACKEND",
            "LIBGUESTFS_ATTACH_METHOD",
            "LIBGUESTFS_BACKEND_SETTINGS",
            "TMPDIR",
            "SUPERMIN_KERNEL",
            "SUPERMIN_KERNEL_VERSION",
            "SUPERMIN_MODULES");

    @Override
    public Area area() {
        return Area.ENVIRONMENT;
    }

    @Override
    public void look(Host host, Report report) {
        String problem = host.settings().problem();
        if (problem != null) {
            report.warning(
                    problem + ". This variable and those that are read after it are ignored.",
                    "env | grep LIBGUESTFS_   # then unset the one that is wrong");
        }
        new TreeMap<>(host.environment()).forEach((name, value) -> {
            if (KNOWN.contains(name)) {
                report.note(name + "=" + value, "unset " + name);
            } else if (name.startsWith("LIBGUESTFS_")) {
                report.warning(
                        name + " is set, but the library knows no variable of that name; is it misspelt?",
                        "unset " + Shell.word(name));
            }
        });
        if (report.findings().isEmpty()) {
            report.ok("No variable changes what a launch does.");
        }
    }
}

package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kernel that supermin would take: is there one, may this user read it, are its modules there? */
final class KernelCheck implements Check {

    private static final long SMALLEST = 10_000;

    /** A kernel and the version that its file or directory is named after. */
    private record Kernel(Path file, String version) {}

    @Override
    public Area area() {
        return Area.KERNEL;
    }

    @Override
    public void look(Host host, Report report) throws IOException {
        String chosen = host.variable("SUPERMIN_KERNEL");
        if (ApplianceCheck.find(host).isPresent() && !ApplianceCheck.built(host)) {
            report.ok("That of the ready-made appliance.");
        } else if (chosen != null) {
            lookAtChosen(host, report, Path.of(chosen));
        } else {
            Kernel newest = newest(host);
            if (newest == null) {
                report.fault(
                        "There is no kernel in " + host.file("/boot") + " or " + host.file("/lib/modules") + ".",
                        Packages.KERNEL.install(host));
            } else {
                lookAt(host, report, newest);
            }
        }
    }

    private static void lookAtChosen(Host host, Report report, Path chosen) {
        if (!Files.isRegularFile(chosen)) {
            report.fault("SUPERMIN_KERNEL names " + chosen + ", which does not exist.", "unset SUPERMIN_KERNEL");
        } else if (!host.readable().test(chosen)) {
            report.fault(
                    "SUPERMIN_KERNEL names " + chosen + ", which this user may not read.",
                    host.asRoot("chmod 0644 " + Shell.word(chosen)));
        } else {
            report.note(
                    chosen + ", because SUPERMIN_KERNEL names it; an appliance that is built already keeps its kernel.",
                    "");
        }
    }

    private static void lookAt(Host host, Report report, Kernel kernel) {
        Path modules = host.file("/lib/modules").resolve(kernel.version());
        if (!host.readable().test(kernel.file())) {
            report.fault(
                    kernel.file() + ", the newest kernel, cannot be read by this user, so no appliance can be built.",
                    host.asRoot("chmod 0644 " + Shell.word(kernel.file())));
        } else if (!Files.isRegularFile(modules.resolve("modules.dep"))) {
            report.fault(
                    kernel.file() + " has no modules: there is no " + modules.resolve("modules.dep") + ".",
                    Packages.KERNEL.install(host) + "   # or: "
                            + host.asRoot("depmod " + Shell.word(kernel.version())));
        } else {
            report.ok(kernel.file() + " can be read, and its modules are there.");
        }
    }

    /** Kernels that lie beside their modules are preferred. */
    private static @Nullable Kernel newest(Host host) throws IOException {
        List<Kernel> kernels = new ArrayList<>();
        for (Path directory : entries(host.file("/lib/modules"), "*")) {
            Path file = directory.resolve("vmlinuz");
            if (Files.isRegularFile(file) && Files.size(file) >= SMALLEST) {
                kernels.add(new Kernel(file, directory.getFileName().toString()));
            }
        }
        if (kernels.isEmpty()) {
            for (Path file : entries(host.file("/boot"), "vmlinu?-*")) {
                String name = file.getFileName().toString();
                kernels.add(new Kernel(file, name.substring(name.indexOf('-') + 1)));
            }
        }
        List<Kernel> usable =
                kernels.stream().filter(kernel -> usual(kernel.file())).toList();
        List<Kernel> withModules = usable.stream()
                .filter(kernel -> Files.isDirectory(host.file("/lib/modules").resolve(kernel.version())))
                .toList();
        return (withModules.isEmpty() ? usable : withModules)
                .stream()
                        .max(Comparator.comparing(Kernel::version, new VersionOrder()))
                        .orElse(null);
    }

    private static boolean usual(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return !name.contains("xen") && !name.contains("zfcpdump") && !name.contains("+debug");
    }

    private static List<Path> entries(Path directory, String pattern) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
            List<Path> entries = new ArrayList<>();
            stream.forEach(entries::add);
            return entries;
        }
    }
}

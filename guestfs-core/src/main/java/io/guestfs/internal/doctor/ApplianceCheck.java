package io.guestfs.internal.doctor;

import io.guestfs.appliance.locate.ApplianceFiles;
import io.guestfs.appliance.locate.ApplianceSearchPath;
import io.guestfs.appliance.locate.ApplianceSearchPath.Found;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The appliance on the search path, and whether its files can be read. */
final class ApplianceCheck implements Check {

    private static final String DAEMON = "daemon.tar.gz";

    @Override
    public Area area() {
        return Area.APPLIANCE;
    }

    /** The appliance that a launch would take, if there is one. */
    static Optional<Found> find(Host host) {
        try {
            return Optional.of(first(host));
        } catch (ApplianceException e) {
            // This check is the one that reports it.
            return Optional.empty();
        }
    }

    /** Tells whether a launch would have supermin build something. */
    static boolean built(Host host) {
        return find(host).filter(found -> found.files() == null).isPresent();
    }

    private static Found first(Host host) throws ApplianceException {
        return new ApplianceSearchPath(
                        host.settings().path(), MachineProfile.ofThisHost().hostCpu())
                .first();
    }

    @Override
    public void look(Host host, Report report) throws IOException {
        try {
            Found found = first(host);
            ApplianceFiles files = found.files();
            if (files == null) {
                lookAtRecipe(host, report, found.recipe());
            } else {
                lookAtFiles(host, report, found.element(), files);
            }
        } catch (ApplianceException e) {
            report.fault(
                    e,
                    host.variable("LIBGUESTFS_PATH") == null
                            ? Packages.APPLIANCE.install(host)
                            : "unset LIBGUESTFS_PATH");
        }
    }

    private static void lookAtRecipe(Host host, Report report, Path recipe) throws IOException {
        if (!Files.exists(recipe.resolve(DAEMON))) {
            report.fault(
                    recipe + " holds no " + DAEMON + ", so the appliance would have no daemon.",
                    Packages.APPLIANCE.reinstall(host));
        }
        List<Path> unreadable;
        try (Stream<Path> entries = Files.list(recipe)) {
            unreadable = entries.filter(entry -> !host.readable().test(entry)).toList();
        }
        unreadable.forEach(file -> reportUnreadable(host, report, file));
        if (report.findings().isEmpty()) {
            report.ok("It is built from " + recipe + ".");
        }
    }

    private static void lookAtFiles(Host host, Report report, Path element, ApplianceFiles files) {
        Stream.of(files.kernel(), files.initrd(), files.root() == null ? files.kernel() : files.root())
                .distinct()
                .filter(file -> !host.readable().test(file))
                .forEach(file -> reportUnreadable(host, report, file));
        if (report.findings().isEmpty()) {
            report.ok("It is the ready-made one in " + element + ".");
        }
    }

    private static void reportUnreadable(Host host, Report report, Path file) {
        report.fault(file + " cannot be read by this user.", host.asRoot("chmod a+r " + Shell.word(file)));
    }
}

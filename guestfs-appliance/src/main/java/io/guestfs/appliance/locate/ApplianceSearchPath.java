package io.guestfs.appliance.locate;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.report.LaunchPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the directories of the search path; the first that holds an appliance of any kind decides. */
public final class ApplianceSearchPath {
    private final List<Path> elements;
    private final String text;
    private final String hostCpu;

    /**
     * Reads a search path.
     *
     * @param text directories separated by colons; an empty one is the current directory
     * @param hostCpu name of the architecture in file names of old appliances
     */
    public ApplianceSearchPath(String text, String hostCpu) {
        this.text = text;
        this.hostCpu = hostCpu;
        this.elements = split(text).stream().map(Path::of).toList();
    }

    /** A colon at the end starts no further element, but a path that is all empty is one element. */
    static List<String> split(String path) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        int colon = path.indexOf(':');
        while (colon >= 0) {
            elements.add(path.substring(from, colon));
            from = colon + 1;
            colon = path.indexOf(':', from);
        }
        if (from < path.length() || elements.isEmpty()) {
            elements.add(path.substring(from));
        }
        return elements;
    }

    /**
     * Finds the appliance, building it where that is its kind.
     *
     * @param supermin builds
     * @param listener hears which one was taken
     * @return the files to boot
     * @throws ApplianceException if there is none or building fails
     */
    public ApplianceFiles find(SuperminAppliance supermin, LaunchListener listener) throws ApplianceException {
        Found found = first();
        switch (found.kind()) {
            case SUPERMIN -> listener.debug("the appliance is built from " + found.recipe());
            case READY_MADE -> listener.debug("the appliance is the ready-made one in " + found.element());
            case OLD_STYLE -> listener.debug("the appliance is the old-style one in " + found.element());
        }
        ApplianceFiles files = found.files();
        return files == null ? supermin.build(found.recipe(), hostCpu) : files;
    }

    /** What a directory of the search path can hold. */
    public enum Kind {
        /** Lists from which supermin builds the appliance. */
        SUPERMIN,
        /** Kernel, initrd and root, used in place. */
        READY_MADE,
        /** Kernel and an initrd that is everything. */
        OLD_STYLE
    }

    /**
     * The first appliance on the search path.
     *
     * @param kind what is there
     * @param element the directory of the search path
     * @param files what qemu boots; null if it has to be built
     */
    public record Found(Kind kind, Path element, @Nullable ApplianceFiles files) {
        /**
         * The directory that supermin builds from.
         *
         * @return a directory, which only exists for that kind of appliance
         */
        public Path recipe() {
            return element.resolve("supermin.d");
        }
    }

    /**
     * Looks for the appliance and builds nothing.
     *
     * @return the one that a launch would take
     * @throws ApplianceException if there is none
     */
    public Found first() throws ApplianceException {
        for (Path element : elements) {
            Path recipe = element.resolve("supermin.d");
            if (Files.exists(recipe.resolve("base.tar.gz")) && Files.exists(recipe.resolve("packages"))) {
                return new Found(Kind.SUPERMIN, element, null);
            }
            ApplianceFiles fixed =
                    new ApplianceFiles(element.resolve("kernel"), element.resolve("initrd"), element.resolve("root"));
            if (Files.exists(element.resolve("README.fixed")) && complete(fixed)) {
                return new Found(Kind.READY_MADE, element, fixed);
            }
            ApplianceFiles old = new ApplianceFiles(
                    element.resolve("vmlinuz." + hostCpu), element.resolve("initramfs." + hostCpu + ".img"), null);
            if (complete(old)) {
                return new Found(Kind.OLD_STYLE, element, old);
            }
        }
        throw ApplianceException.of(LaunchPhase.APPLIANCE, "no appliance was found on the search path \"" + text + "\"")
                .remedy("Install the one of your distribution (package libguestfs0 or guestfsd on Debian and Ubuntu,"
                        + " libguestfs-appliance or libguestfs on Fedora), or set LIBGUESTFS_PATH to the directory that"
                        + " holds supermin.d or a ready-made appliance (kernel, initrd, root and README.fixed).")
                .build();
    }

    private static boolean complete(ApplianceFiles files) {
        return Files.exists(files.kernel())
                && Files.exists(files.initrd())
                && (files.root() == null || Files.exists(files.root()));
    }
}

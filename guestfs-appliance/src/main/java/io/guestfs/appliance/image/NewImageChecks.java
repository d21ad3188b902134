package io.guestfs.appliance.image;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import org.jspecify.annotations.Nullable;

/** What may be combined with what in a new image. */
final class NewImageChecks {
    private static final int LONGEST_FORMAT = 16;
    private static final int SMALLEST_CLUSTER = 512;
    private static final int LARGEST_CLUSTER = 2 << 20;

    private NewImageChecks() {}

    static void check(NewImage image) throws ApplianceException {
        if (image.backingFile() != null) {
            require(
                    image.sizeBytes() == -1,
                    "a size of " + image.sizeBytes() + " was given with a backing file",
                    "The size comes from the backing file: pass -1.");
        } else {
            require(
                    image.sizeBytes() > 0,
                    "an image of " + image.sizeBytes() + " bytes cannot be made",
                    "Give a size in bytes that is more than 0.");
        }
        switch (image.format()) {
            case "raw" -> checkRaw(image);
            case "qcow2" -> checkQcow2(image);
            default ->
                require(false, "images of format \"" + image.format() + "\" cannot be made", "Use raw or qcow2.");
        }
    }

    private static void checkRaw(NewImage image) throws ApplianceException {
        String remedy = "Leave it out, or make the image as qcow2.";
        require(image.backingFile() == null, "a raw image cannot have a backing file", remedy);
        require(image.backingFormat() == null, "backingformat does not apply to a raw image", remedy);
        require(image.compat() == null, "compat does not apply to a raw image", remedy);
        require(image.clusterSize() == null, "clustersize does not apply to a raw image", remedy);
        String preallocation = image.preallocation();
        boolean known = preallocation == null
                || preallocation.equals("off")
                || preallocation.equals("sparse")
                || preallocation.equals("full");
        require(known, "preallocation \"" + preallocation + "\" is not known for raw images", "Use sparse or full.");
    }

    private static void checkQcow2(NewImage image) throws ApplianceException {
        qcow2Preallocation(image.preallocation());
        String format = image.backingFormat();
        require(
                format == null || goodFormat(format),
                "backingformat \"" + format + "\" cannot be a format name",
                "Use letters and digits, for instance raw or qcow2.");
        String compat = image.compat();
        require(
                compat == null || compat.equals("0.10") || compat.equals("1.1"),
                "compat \"" + compat + "\" is not known",
                "Use 0.10 or 1.1.");
        Integer cluster = image.clusterSize();
        boolean goodCluster = cluster == null
                || (cluster >= SMALLEST_CLUSTER && cluster <= LARGEST_CLUSTER && Integer.bitCount(cluster) == 1);
        require(
                goodCluster,
                "a clustersize of " + cluster + " bytes cannot be used",
                "Use a power of two from " + SMALLEST_CLUSTER + " to " + LARGEST_CLUSTER + ".");
    }

    /** The word of qemu-img for the word of the API. */
    static @Nullable String qcow2Preallocation(@Nullable String word) throws ApplianceException {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "off", "sparse" -> "off";
            case "metadata" -> "metadata";
            case "full" -> "falloc";
            default ->
                throw fault("preallocation \"" + word + "\" is not known")
                        .remedy("Use off, sparse, metadata or full.")
                        .build();
        };
    }

    private static boolean goodFormat(String format) {
        return !format.isEmpty()
                && format.length() <= LONGEST_FORMAT
                && format.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
    }

    private static void require(boolean good, String otherwise, String remedy) throws ApplianceException {
        if (!good) {
            throw fault(otherwise).remedy(remedy).build();
        }
    }

    private static ApplianceException.Builder fault(String message) {
        return ApplianceException.of(LaunchPhase.IMAGE, message).errno("EINVAL");
    }
}

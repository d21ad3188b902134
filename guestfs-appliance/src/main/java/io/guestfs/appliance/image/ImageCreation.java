package io.guestfs.appliance.image;

import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Making new disk images: checks what may be combined, then makes the file. */
public final class ImageCreation {
    private static final Duration DISCARD_LIMIT = Duration.ofMinutes(10);

    private final QemuImg qemuImg;

    /**
     * Keeps the program that makes the images which are not raw.
     *
     * @param qemuImg the program
     */
    public ImageCreation(QemuImg qemuImg) {
        this.qemuImg = qemuImg;
    }

    /**
     * Makes an image. An existing file is overwritten, an existing block device is kept and its blocks are discarded. When that fails,
     * nothing new stays, and nothing that was there is removed.
     *
     * @param image what to make
     * @throws ApplianceException if the description contradicts itself or the image cannot be made
     */
    public void create(NewImage image) throws ApplianceException {
        NewImageChecks.check(image);
        if (image.format().equals("raw")) {
            createRaw(image);
        } else {
            createQcow2(image);
        }
    }

    private void createRaw(NewImage image) throws ApplianceException {
        Path file = Path.of(image.file());
        FileKind kind = kind(file);
        if (kind == FileKind.CHARACTER_DEVICE) {
            throw failed(file, "it is a character device, which will not be overwritten", null);
        }
        if (kind == FileKind.BLOCK_DEVICE) {
            discard(file);
            return;
        }
        // A file that this user may read and not write, for instance, is none of ours.
        boolean ours = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        boolean done = false;
        try {
            if ("full".equals(image.preallocation())) {
                qemuImg.create(file, "raw", image.sizeBytes(), List.of("-o", "preallocation=falloc"), true);
            } else {
                extend(file, image.sizeBytes());
            }
            done = true;
        } catch (IOException e) {
            throw failed(file, e.toString(), e);
        } finally {
            if (ours && !done) {
                DrivePreparation.remove(file);
            }
        }
    }

    /** Makes the file long without taking space for it. */
    private static void extend(Path file, long size) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(0);
            sparse.setLength(size);
        }
    }

    private void createQcow2(NewImage image) throws ApplianceException {
        List<String> arguments = new ArrayList<>();
        String backing = image.backingFile();
        if (backing != null) {
            String format = image.backingFormat();
            arguments.addAll(List.of("-b", backing, "-F", format == null ? detect(image.file(), backing) : format));
        }
        String preallocation = NewImageChecks.qcow2Preallocation(image.preallocation());
        addOption(arguments, "preallocation", preallocation);
        addOption(arguments, "compat", image.compat());
        addOption(arguments, "cluster_size", image.clusterSize());
        boolean slow = preallocation != null && !preallocation.equals("off");
        qemuImg.create(Path.of(image.file()), "qcow2", image.sizeBytes(), arguments, slow);
    }

    private static void addOption(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add("-o");
            arguments.add(name + "=" + value);
        }
    }

    /** A relative backing file starts at the directory of the image above it. */
    private String detect(String file, String backing) throws ApplianceException {
        return qemuImg.info(Path.of(file).toAbsolutePath().resolveSibling(backing))
                .format();
    }

    private static FileKind kind(Path file) {
        try {
            return FileKind.of(file);
        } catch (IOException e) {
            // There is nothing of that name yet, or making it will say what is wrong.
            return FileKind.OTHER;
        }
    }

    /** Discarding spares the device work later; that some devices cannot do it does not matter. */
    private static void discard(Path device) throws ApplianceException {
        if (!Files.isWritable(device)) {
            throw failed(device, "the block device is not writable by this user", null);
        }
        try {
            ExternalCommand.of(List.of("blkdiscard", device.toAbsolutePath().toString()))
                    .timeLimit(DISCARD_LIMIT)
                    .run();
        } catch (IOException e) {
            return;
        }
    }

    private static ApplianceException failed(Path file, String why, @Nullable Throwable cause) {
        return ApplianceException.of(LaunchPhase.IMAGE, "the image " + file + " cannot be made: " + why)
                .cause(cause)
                .build();
    }
}

package io.guestfs.appliance.image;

import io.guestfs.appliance.drive.BlockNode;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The qemu-img program. Images may be hostile, so asking about one is bounded in memory, processor time and wall-clock time.
 * Failures carry qemu-img's own words.
 */
public final class QemuImg {
    private static final Duration INFO_LIMIT = Duration.ofSeconds(30);
    private static final Duration CREATE_LIMIT = Duration.ofMinutes(2);
    private static final Duration ALLOCATE_LIMIT = Duration.ofHours(6);
    private static final long MEMORY_LIMIT_BYTES = 1L << 30;
    private static final Duration PROCESSOR_LIMIT = Duration.ofSeconds(10);
    private static final String UNKNOWN_DRIVER = "Unknown driver";

    private final Map<String, String> environment;
    private final Consumer<String> debug;

    /**
     * Keeps the environment; nothing is run yet.
     *
     * @param environment the environment of qemu-img; its PATH says where it is looked for
     * @param debug takes a line for each command run
     */
    public QemuImg(Map<String, String> environment, Consumer<String> debug) {
        this.environment = environment;
        this.debug = debug;
    }

    /**
     * Asks what an image is.
     *
     * @param image the image; may be in use by somebody else
     * @return format, size and backing file
     * @throws ApplianceException if qemu-img cannot tell or is not there
     */
    public ImageInfo info(Path image) throws ApplianceException {
        return info(image, null);
    }

    /** Asks what an image is whose format is known already, or null. */
    ImageInfo info(Path image, @Nullable String format) throws ApplianceException {
        String name = image.toAbsolutePath().toString();
        List<String> command = new ArrayList<>(List.of("info", "-U", "--output", "json"));
        if (format != null) {
            command.addAll(List.of("-f", format));
        }
        command.addAll(List.of("--", name));
        CommandResult result = run(name, INFO_LIMIT, true, command);
        return ImageAnswer.read(name, result.outputText());
    }

    /**
     * Asks what an image at a server is.
     *
     * @param name what to call it in errors
     * @param node the node of its protocol
     * @param secret password or key for the server; null for none
     * @return format, size and backing file
     * @throws ApplianceException if the server can't be reached, or qemu-img can't tell
     */
    ImageInfo guess(String name, BlockNode node, @Nullable DriveSecret secret) throws ApplianceException {
        return infoOf(name, node.guessed().fileName(), secret);
    }

    /** Asks the same about an image whose format is known; the node is that of the format. */
    ImageInfo info(String name, BlockNode node, @Nullable DriveSecret secret) throws ApplianceException {
        return infoOf(name, node.fileName(), secret);
    }

    private ImageInfo infoOf(String name, String file, @Nullable DriveSecret secret) throws ApplianceException {
        List<String> command = new ArrayList<>(List.of("info", "-U", "--output", "json"));
        command.addAll(secretObject(secret));
        command.addAll(List.of("--", file));
        return ImageAnswer.read(name, run(name, INFO_LIMIT, true, command).outputText());
    }

    /**
     * Tells whether the programs of qemu on this host lack a driver, in whatever way that comes about.
     *
     * @param driver its name
     * @return true if it is not there
     * @throws ApplianceException if qemu-img can't be run
     */
    public boolean lacks(String driver) throws ApplianceException {
        CommandResult result = execute(INFO_LIMIT, true, List.of("info", "--image-opts", "driver=" + driver));
        return result.lastWords().stream().anyMatch(line -> line.contains(UNKNOWN_DRIVER));
    }

    private static List<String> secretObject(@Nullable DriveSecret secret) {
        return secret == null ? List.of() : List.of("--object", secretWords(secret));
    }

    /**
     * A secret in the words of all programs of qemu.
     *
     * @param secret the secret
     * @return the value for an option {@code object}, without the secret itself
     */
    public static String secretWords(DriveSecret secret) {
        return "secret,id=" + secret.id() + ",file=" + secret.file().toString().replace(",", ",,")
                + (secret.base64() ? ",format=base64" : "");
    }

    /**
     * Makes a qcow2 image.
     *
     * @param file the new image; a relative name starts at the current directory
     * @param sizeBytes its size in bytes; negative to take that of the backing file
     * @param arguments further arguments of {@code qemu-img create}
     * @param slow true if space is allocated, which may take long
     * @throws ApplianceException if it cannot be made
     */
    void create(Path file, String format, long sizeBytes, List<String> arguments, boolean slow)
            throws ApplianceException {
        String name = file.toAbsolutePath().toString();
        List<String> command = new ArrayList<>(List.of("create", "-q", "-f", format));
        command.addAll(arguments);
        command.add("--");
        command.add(name);
        if (sizeBytes >= 0) {
            command.add(Long.toString(sizeBytes));
        }
        run(name, slow ? ALLOCATE_LIMIT : CREATE_LIMIT, false, command);
    }

    /**
     * Lays a qcow2 image over another: reads come from below, writes stay in the layer.
     *
     * @param overlay the new layer; an existing file is overwritten and keeps its mode
     * @param backing the image below
     * @param backingFormat its format
     * @throws ApplianceException if it cannot be made
     */
    public void createOverlay(Path overlay, Path backing, String backingFormat) throws ApplianceException {
        String below = backing.toAbsolutePath().toString();
        create(overlay, "qcow2", -1, List.of("-b", below, "-F", backingFormat), false);
    }

    /** Lays a qcow2 image over one at a server. */
    void createOverlay(Path overlay, BlockNode backing, String backingFormat, @Nullable DriveSecret secret)
            throws ApplianceException {
        List<String> arguments = new ArrayList<>(secretObject(secret));
        arguments.addAll(List.of("-b", backing.below(backingFormat).fileName(), "-F", backingFormat));
        create(overlay, "qcow2", -1, arguments, false);
    }

    /** Makes an overlay forget the name of what is below it. Whoever opens it has to say what that is. */
    void forgetBacking(Path overlay) throws ApplianceException {
        String name = overlay.toAbsolutePath().toString();
        run(name, INFO_LIMIT, true, List.of("rebase", "-u", "-f", "qcow2", "-b", "", "--", name));
    }

    /** Copies the first quarter of a MiB as the guest would see it. */
    void copyStart(Path image, Path to) throws ApplianceException {
        String name = image.toAbsolutePath().toString();
        run(name, INFO_LIMIT, true, List.of("dd", "-O", "raw", "if=" + name, "of=" + to, "bs=256k", "count=1"));
    }

    /** Takes a line for the debug log. */
    void debug(String line) {
        debug.accept(line);
    }

    private CommandResult run(String image, Duration limit, boolean bounded, List<String> arguments)
            throws ApplianceException {
        CommandResult result = execute(limit, bounded, arguments);
        if (!result.success()) {
            throw failed(image, result);
        }
        return result;
    }

    private CommandResult execute(Duration limit, boolean bounded, List<String> arguments) throws ApplianceException {
        Path program = ProgramPath.find("qemu-img", environment).orElseThrow(QemuImg::missing);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        debug.accept("running " + String.join(" ", command));
        ExternalCommand tool =
                ExternalCommand.of(command).environment(environment).timeLimit(limit);
        if (bounded) {
            tool.memoryLimit(MEMORY_LIMIT_BYTES).processorLimit(PROCESSOR_LIMIT);
        }
        try {
            return tool.run();
        } catch (IOException e) {
            throw ApplianceException.of(LaunchPhase.IMAGE, "qemu-img could not be started: " + e.getMessage())
                    .cause(e)
                    .build();
        }
    }

    private static ApplianceException missing() {
        return ApplianceException.of(LaunchPhase.IMAGE, "the program qemu-img was not found on PATH")
                .remedy("Install it: package qemu-utils on Debian and Ubuntu, qemu-img on Fedora and SUSE.")
                .build();
    }

    private static ApplianceException failed(String image, CommandResult result) {
        String words = String.join("; ", result.lastWords());
        boolean noSpace = words.contains("No space left on device");
        return ApplianceException.of(
                        LaunchPhase.IMAGE,
                        "qemu-img failed on " + image + ": " + (words.isEmpty() ? result.describe() : words))
                .remedy(noSpace ? "Free some space on that file system, or choose another directory." : "")
                .errno(noSpace ? "ENOSPC" : "")
                .build();
    }
}

package io.guestfs.appliance.plug;

import io.guestfs.appliance.drive.DiscardRule;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveSecret;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.image.ImageChain;
import io.guestfs.appliance.image.ImageLayer;
import io.guestfs.appliance.plug.PlugPlan.PassedBridge;
import io.guestfs.appliance.plug.PlugPlan.PassedFile;
import io.guestfs.appliance.plug.PlugPlan.PassedSocket;
import io.guestfs.appliance.qmp.QmpException;
import io.guestfs.appliance.qmp.QmpMonitor;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where drives are plugged into a qemu that runs. What the guest makes of it is for others to see. Drives of the launch can be
 * plugged out too. May be used from any thread.
 */
public final class DrivePort {
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** How long a program that reaches a server may take to finish what was written. */
    private static final Duration FINISHING = Duration.ofSeconds(20);
    /** The same where nothing was written. */
    private static final Duration TAKING_BACK = Duration.ofSeconds(2);

    private static final String PLUGGED = "plug";
    /** The end of {@code Failed to get "write" lock}. */
    private static final String LOCKED = "\" lock";

    private final DriveCommands qemu;
    private final Leftovers leftovers;
    private final ImageChain images;
    private final Names names;
    private final @Nullable Bridges bridges;
    private int plugged;
    private int sets;

    /** Who has to know which drive is behind a name of qemu. */
    public interface Names {
        /**
         * A drive came.
         *
         * @param key what qemu calls it
         * @param drive the drive
         */
        void name(String key, Drive drive);

        /**
         * A drive went.
         *
         * @param key what qemu called it
         */
        void forget(String key);

        /**
         * A drive can't be reached any more.
         *
         * @param key what qemu calls it
         * @param why what happened
         */
        void lost(String key, String why);
    }

    /**
     * Makes the port of a qemu.
     *
     * @param monitor its monitor
     * @param images says what images are
     * @param names is told which drives come and go
     * @param bridges reach servers for a qemu with an empty root directory and no rights; null for one that can do so itself
     */
    public DrivePort(QmpMonitor monitor, ImageChain images, Names names, @Nullable Bridges bridges) {
        this(monitor, images, names, bridges, LIMITS);
    }

    DrivePort(QmpMonitor monitor, ImageChain images, Names names, @Nullable Bridges bridges, Limits limits) {
        this.qemu = new DriveCommands(monitor, limits);
        this.leftovers = new Leftovers(qemu);
        this.images = images;
        this.names = names;
        this.bridges = bridges;
    }

    /**
     * How long qemu may take.
     *
     * @param opening to open a drive, perhaps at a server that takes its time to answer
     * @param command to do anything else
     * @param unplugging to take a device away from the guest
     */
    record Limits(Duration opening, Duration command, Duration unplugging) {}

    /**
     * What a drive of the launch is called here.
     *
     * @param number its number, from 0
     * @return its key
     */
    public static String ofLaunch(int number) {
        return "hd" + number;
    }

    /** Tells a drive that was plugged in from one of the launch. */
    static boolean plugged(String key) {
        return key.startsWith(PLUGGED);
    }

    /**
     * Refuses a drive that can't be plugged in whatever its files are; to be asked before those are made.
     *
     * @param drive the drive, which need not be prepared
     * @throws ApplianceException that says why not
     */
    public void check(Drive drive) throws ApplianceException {
        DiscardRule.check(drive);
        if (bridges != null
                && drive.source() instanceof DriveSource.Network network
                && RemoteNode.bridged(network, drive.opened())) {
            bridges.check(network);
        }
    }

    /**
     * Plugs a drive in. Leaves nothing behind when that fails, but an image that qemu can't close yet; that is done the next time that a
     * drive is plugged in or out.
     *
     * @param drive the drive, prepared
     * @param givenUp asked often while a server is awaited outside of qemu; true to wait no longer
     * @return its key
     * @throws ApplianceException if qemu can't have it
     */
    public synchronized String plug(Drive drive, BooleanSupplier givenUp) throws ApplianceException {
        check(drive);
        leftovers.tryAgain();
        PlugPlan plan = new PlugPlanner(PLUGGED + ++plugged, sets + 1, bridges != null).plan(drive, layers(drive));
        sets += plan.passed().files().size();
        if (drive.source() instanceof DriveSource.Network network) {
            images.checkAlone(network, drive);
        }
        Undo undo = new Undo();
        try {
            addSecret(plan.secret(), undo);
            open(plan, givenUp, undo);
            names.name(plan.key(), drive);
            undo.add(() -> names.forget(plan.key()));
            doOrTakeBack(() -> qemu.ask("device_add", plan.device()), undo, () -> qemu.unplugDevice(plan.key()));
            if (bridges != null) {
                bridges.whenLost(plan.key(), why -> names.lost(plan.key(), why));
            }
            return plan.key();
        } catch (IOException e) {
            undo.run(e);
            throw refused(drive, e);
        }
    }

    private List<ImageLayer> layers(Drive drive) throws ApplianceException {
        DriveImage image = drive.opened();
        Path file = image == null ? null : image.file();
        if (image == null || file == null) {
            return List.of();
        }
        String format = drive.readonly() ? "qcow2" : drive.format();
        return image.remote() == null ? images.follow(file, format) : images.detached(file);
    }

    private void addSecret(@Nullable DriveSecret secret, Undo undo) throws IOException {
        if (secret != null) {
            String value = Files.readString(secret.file(), StandardCharsets.UTF_8);
            doOrTakeBack(() -> qemu.addSecret(secret, value), undo, () -> qemu.deleteSecret(secret));
        }
    }

    /** Hands everything over and has it opened. What qemu has opened it keeps for itself, the rest is taken back. */
    private void open(PlugPlan plan, BooleanSupplier givenUp, Undo undo) throws IOException {
        Undo handedOver = new Undo();
        try {
            for (PassedFile file : plan.passed().files()) {
                pass(file, handedOver);
            }
            for (PassedSocket socket : plan.passed().sockets()) {
                pass(socket, handedOver);
            }
            PassedBridge bridge = plan.passed().bridge();
            if (bridge != null && bridges != null) {
                undo.add(() -> bridges.end(plan.key(), TAKING_BACK));
                pass(bridge, bridges.open(plan.key(), bridge, givenUp), handedOver);
            }
            doOrTakeBack(() -> qemu.addNode(plan.node()), undo, () -> leftovers.delete(plan.key()));
        } catch (IOException e) {
            handedOver.run(e);
            throw e;
        }
        handedOver.run();
    }

    private void pass(PassedFile file, Undo undo) throws IOException {
        try (OpenFile open = OpenFile.open(file.file(), file.writable())) {
            Map<String, Object> set = Map.of("fdset-id", file.set());
            doOrTakeBack(() -> qemu.give(open, "add-fd", set), undo, () -> qemu.ask("remove-fd", set));
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    file.file() + " can't be opened for " + (file.writable() ? "writing" : "reading") + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void pass(PassedSocket socket, Undo undo) throws IOException {
        try (OpenFile connection = OpenFile.connect(socket.path())) {
            pass(connection, socket.name(), undo);
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("nobody can be reached at " + socket.path() + ": " + e.getMessage(), e);
        }
    }

    private void pass(PassedBridge bridge, OpenFile connected, Undo undo) throws IOException {
        try (OpenFile connection = connected) {
            pass(connection, bridge.name(), undo);
        }
    }

    private void pass(OpenFile connection, String as, Undo undo) throws QmpException {
        Map<String, Object> name = Map.of("fdname", as);
        doOrTakeBack(() -> qemu.give(connection, "getfd", name), undo, () -> qemu.closeUnlessTaken(name));
    }

    /**
     * Has something done, to be taken back if a later step fails, or if no answer comes: qemu may do it later, unknown to anybody, and
     * what it is told after that it does after that.
     */
    private static void doOrTakeBack(Undo.Step step, Undo undo, Undo.Step back) throws QmpException {
        try {
            step.run();
        } catch (QmpException e) {
            if (e.errorClass().isEmpty()) {
                undo.add(back);
            }
            throw e;
        }
        undo.add(back);
    }

    private static String named(Drive drive) {
        return drive.source() instanceof DriveSource.Network network
                ? network.toString()
                : "the drive " + drive.source().given();
    }

    private static ApplianceException refused(Drive drive, IOException e) {
        String why = String.valueOf(e.getMessage());
        boolean locked = why.contains(LOCKED);
        return ApplianceException.of(LaunchPhase.DRIVES, named(drive) + " can't be plugged in: " + why)
                .remedy(
                        locked
                                ? "Another process uses the image; end it, or add the drive read-only."
                                : "The appliance goes on without it.")
                .errno(locked ? "EBUSY" : "")
                .cause(e)
                .build();
    }

    /**
     * Plugs a drive out. The guest loses it at once.
     *
     * @param key its key, from {@link #plug} or {@link #ofLaunch(int)}
     * @param drive the drive
     * @throws ApplianceException if qemu does not give it back
     */
    public synchronized void unplug(String key, Drive drive) throws ApplianceException {
        leftovers.tryAgain();
        try {
            qemu.unplugDevice(key);
            boolean bridged = bridges != null && bridges.has(key);
            if (bridges != null) {
                bridges.dismiss(key);
            }
            if (plugged(key)) {
                qemu.deleteNode(key);
            }
            if (bridges != null) {
                bridges.end(key, FINISHING);
            }
            DriveImage image = drive.opened();
            DriveSecret secret = image == null ? null : image.secret();
            if (secret != null && !bridged) {
                qemu.deleteSecret(secret);
            }
            names.forget(key);
        } catch (QmpException e) {
            throw ApplianceException.of(LaunchPhase.DRIVES, named(drive) + " can't be plugged out: " + e.getMessage())
                    .remedy("Shut down to be rid of it.")
                    .cause(e)
                    .build();
        }
    }

    /**
     * Says that qemu has ended: what reached servers for it ends as well, also what a {@link #plug} that still runs has started.
     *
     * @param grace how long that may take without force
     */
    public void close(Duration grace) {
        if (bridges != null) {
            bridges.close(grace);
        }
    }
}

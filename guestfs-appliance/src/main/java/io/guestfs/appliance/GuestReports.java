package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveImage;
import io.guestfs.appliance.drive.DriveReader;
import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.process.Limit;
import io.guestfs.appliance.qmp.QmpEvent;
import io.guestfs.appliance.report.DriveFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What qemu tells through its monitor about the guest and its drives, and what it means: which drives failed on the host, why the
 * guest ended, and whether it will ever go on. May be used from any thread.
 */
public final class GuestReports implements DrivePort.Names {
    /** Whoever pauses the guest on purpose lets it go on sooner; for all others this is the end of a call that would hang. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final String OTHER = "";

    private final Map<String, DriveFault> places = new LinkedHashMap<>();
    private final Map<String, DriveFault> writeFaults = new LinkedHashMap<>();
    private final Map<String, DriveFault> readFaults = new LinkedHashMap<>();
    private final Map<String, String> losses = new LinkedHashMap<>();
    private final Map<String, DriveReader> readers = new LinkedHashMap<>();
    private final boolean pausesAreWanted;
    private @Nullable String ending;
    private @Nullable Consumer<String> hopeless;
    private @Nullable String hopelessWhy;
    private @Nullable Limit pauseLimit;
    private long pauses;
    private boolean paused;

    /**
     * Starts with the drives of a launch.
     *
     * @param drives the drives, prepared, in the order of their numbers
     * @param pausesAreWanted true if somebody else may pause the guest, a debugger for instance, for as long as he likes
     */
    GuestReports(List<Drive> drives, boolean pausesAreWanted) {
        this.pausesAreWanted = pausesAreWanted;
        for (int i = 0; i < drives.size(); i++) {
            name("hd" + i, drives.get(i));
        }
        name("appliance", "of the appliance itself", "a temporary file in TMPDIR or /var/tmp");
        name(OTHER, "that qemu does not name", "an unknown file");
    }

    /**
     * Says which drive is behind a device of qemu, from now on.
     *
     * @param device the name that qemu knows it by
     * @param drive the drive, prepared
     */
    @Override
    public void name(String device, Drive drive) {
        Path image = drive.image();
        String given = drive.source().given();
        name(device, given, image == null ? given : image.toString());
        DriveImage opened = drive.opened();
        DriveReader reader = opened == null ? null : opened.reader();
        if (reader != null) {
            keep(device, reader);
        }
    }

    private synchronized void keep(String device, DriveReader reader) {
        readers.put(device, reader);
    }

    /**
     * Forgets a drive, and what was told about it.
     *
     * @param device the name that qemu knew it by
     */
    @Override
    public synchronized void forget(String device) {
        places.remove(device);
        losses.remove(device);
        readers.remove(device);
        writeFaults.remove(device);
        readFaults.remove(device);
    }

    /**
     * Keeps why a drive can't be reached any more; told with the first fault of it.
     *
     * @param device the name that qemu knows it by
     * @param why what happened
     */
    @Override
    public synchronized void lost(String device, String why) {
        losses.put(device, why);
    }

    private synchronized void name(String device, String drive, String file) {
        places.put(device, new DriveFault(drive, file, false, ""));
    }

    /**
     * Takes the first fault that nobody has taken yet, and all that followed from it on the same drive.
     *
     * @param readingToo whether a drive that could not be read counts as well
     * @return the fault; null if there is none
     */
    public synchronized @Nullable DriveFault takeFault(boolean readingToo) {
        DriveFault fault = first(writeFaults);
        return fault == null && readingToo ? first(readFaults) : fault;
    }

    private @Nullable DriveFault first(Map<String, DriveFault> faults) {
        if (faults.isEmpty()) {
            return null;
        }
        String device = faults.keySet().iterator().next();
        return explained(faults.remove(device), loss(device));
    }

    private @Nullable String loss(String device) {
        DriveReader reader = readers.get(device);
        String complaint = reader == null ? "" : reader.complaint();
        return complaint.isEmpty() ? losses.get(device) : complaint;
    }

    private static @Nullable DriveFault explained(@Nullable DriveFault fault, @Nullable String loss) {
        return fault == null || loss == null
                ? fault
                : new DriveFault(fault.drive(), fault.file(), fault.writing(), fault.reason() + " (" + loss + ")");
    }

    /**
     * Why the guest ended, as far as qemu said so.
     *
     * @return a sentence; null if qemu said nothing, or ended because it was told to
     */
    public synchronized @Nullable String ending() {
        return ending;
    }

    /** Says what to do when the guest will not go on any more. Done at once if that is known already. */
    void whenHopeless(Consumer<String> action) {
        String known;
        synchronized (this) {
            hopeless = action;
            known = hopelessWhy;
        }
        if (known != null) {
            action.accept(known);
        }
    }

    /** Takes an event; does not block. */
    void take(QmpEvent event) {
        switch (event.name()) {
            case "BLOCK_IO_ERROR" -> driveFailed(event);
            case "STOP" -> pause();
            case "RESUME" -> goOn();
            case "GUEST_PANICKED" -> {
                ended("The kernel of the guest panicked.");
                giveUp("the kernel of the guest panicked");
            }
            case "RESET" -> giveUp("the guest was reset");
            case "SHUTDOWN" -> shutDown(event.text("reason"));
            default -> {
                // Nothing that a call needs to know.
            }
        }
    }

    private void driveFailed(QmpEvent event) {
        boolean writing = !event.text("operation").equals("read");
        String reason = event.text("reason");
        String device = event.text("device");
        DriveFault fault = keep(
                // A drive that was plugged in later is a node for qemu, and no named device.
                device.isEmpty() ? event.text("node-name") : device,
                writing,
                reason.isEmpty() ? event.truth("nospace") ? "No space left on device" : "Input/output error" : reason);
        if (event.text("action").equals("stop")) {
            giveUp("qemu has paused the guest, because " + fault.describe());
        }
    }

    private synchronized DriveFault keep(String device, boolean writing, String reason) {
        String known = places.containsKey(device) ? device : OTHER;
        DriveFault place = places.get(known);
        DriveFault fault = new DriveFault(
                place == null ? device : place.drive(), place == null ? "" : place.file(), writing, reason);
        // The first cause stays.
        (writing ? writeFaults : readFaults).putIfAbsent(known, fault);
        return fault;
    }

    private synchronized void pause() {
        paused = true;
        pauses++;
        if (!pausesAreWanted) {
            long number = pauses;
            forgetPauseLimit();
            pauseLimit = new Limit(LONGEST_PAUSE, () -> stillPaused(number));
        }
    }

    private void stillPaused(long number) {
        boolean still;
        synchronized (this) {
            still = paused && pauses == number;
        }
        if (still) {
            giveUp("qemu has paused the guest and did not let it go on within " + LONGEST_PAUSE.toSeconds() + " s");
        }
    }

    private synchronized void goOn() {
        paused = false;
        forgetPauseLimit();
    }

    private void forgetPauseLimit() {
        if (pauseLimit != null) {
            pauseLimit.close();
        }
    }

    private void shutDown(String reason) {
        switch (reason) {
            case "guest-reset" -> ended("The guest restarted, which its kernel does after a panic.");
            case "guest-shutdown" -> ended("The guest switched itself off.");
            case "guest-panic" -> ended("The kernel of the guest panicked.");
            case "host-error" -> ended("qemu gave up because of an error of its own.");
            default -> {
                // Somebody on the host wanted it: mostly we ourselves.
            }
        }
    }

    private synchronized void ended(String sentence) {
        if (ending == null) {
            ending = sentence;
        }
    }

    private void giveUp(String why) {
        Consumer<String> action;
        synchronized (this) {
            if (hopelessWhy != null) {
                return;
            }
            hopelessWhy = why;
            action = hopeless;
        }
        if (action != null) {
            action.accept(why);
        }
    }
}

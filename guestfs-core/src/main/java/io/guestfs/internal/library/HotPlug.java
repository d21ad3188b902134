package io.guestfs.internal.library;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.plug.DrivePort;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.calls.DevicesCalls;
import io.guestfs.error.CancelledException;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.library.DriveSlots.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drives that come and go while the appliance runs: each call returns when the guest has seen it. */
public final class HotPlug {

    /** An emulated guest on a busy host is slow, and rarely that slow. */
    private static final Duration SEEN = Duration.ofSeconds(60);

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * What plugging goes by.
     *
     * @param port the port of the appliance that runs
     * @param runner asks the guest
     * @param devices writes back what the guest holds
     * @param cancelled whether somebody wants the call to end
     * @param closing whether the handle is being closed
     */
    public record Parts(
            Supplier<Optional<DrivePort>> port,
            CallRunner runner,
            DevicesCalls devices,
            BooleanSupplier cancelled,
            BooleanSupplier closing) {}

    /** What came of it. */
    record Plugged(String key, String device) {}

    private final Parts parts;
    private final GuestDisks guest;

    /**
     * Makes it.
     *
     * @param parts what it goes by
     */
    public HotPlug(Parts parts) {
        this.parts = parts;
        this.guest = new GuestDisks(parts.runner());
    }

    /** Refuses where drives can't be plugged. */
    DrivePort port(String call) {
        return parts.port()
                .get()
                .orElseThrow(() -> new NotSupportedException(
                        call,
                        "drives can only be added to or removed from a running appliance of the backend \"direct\" whose"
                                + " qemu has a monitor: do it before launch, or shut down first"));
    }

    /** Plugs a prepared drive in and waits until the guest sees it under its names. */
    Plugged plug(String call, Drive drive) {
        DrivePort port = port(call);
        String label = drive.label();
        if (label != null && guest.labels().containsKey(label)) {
            throw new GuestFSException(
                    call, "the guest has a disk with the label " + label + " already", ErrorNumber.EEXIST);
        }
        // Labels are found at once; a list of all disks takes the longer the more there are.
        List<String> before = label == null ? guest.devices() : List.of();
        String key;
        try {
            key = port.plug(
                    drive,
                    () -> parts.closing().getAsBoolean() || parts.cancelled().getAsBoolean());
        } catch (ApplianceException e) {
            refuseIfUnwanted(call, "while the drive was plugged in");
            throw ErrorMapper.appliance(call, e);
        }
        boolean seen = false;
        try {
            String device = await(
                    call,
                    named(drive) + " did not appear in the guest",
                    () -> label == null ? newDevice(before) : guest.labels().get(label));
            guest.settle();
            seen = true;
            return new Plugged(key, device);
        } finally {
            if (!seen) {
                takeBack(port, key, drive);
            }
        }
    }

    private static String named(Drive drive) {
        return drive.source() instanceof DriveSource.Network network
                ? network.toString()
                : "the drive " + drive.source().given();
    }

    private static void takeBack(DrivePort port, String key, Drive drive) {
        try {
            port.unplug(key, drive);
        } catch (ApplianceException e) {
            // The failure that led here is what the caller has to know; the end of the appliance takes the drive with
            // it.
            return;
        }
    }

    private @Nullable String newDevice(List<String> before) {
        return guest.devices().stream()
                .filter(device -> !before.contains(device))
                .findFirst()
                .orElse(null);
    }

    /**
     * Plugs a drive out that nothing in the guest uses, and waits until the guest has noticed.
     *
     * @param usual the name of its disk, as far as it is known without the guest
     * @param out is run when qemu has let it go, whatever the guest does then
     */
    void unplug(String call, Slot slot, String usual, Runnable out) {
        DrivePort port = port(call);
        String label = String.valueOf(slot.drive().label());
        String device = guest.labels().get(label);
        if (device != null) {
            refuseIfHeld(call, label, device);
            parts.devices().blockdevFlushbufs(device);
        } else if (guest.devices().contains(usual)) {
            throw new GuestFSException(
                    call,
                    "the guest does not show the label " + label + ", so nobody can tell whether something there uses "
                            + usual + "; shut down to be rid of it",
                    ErrorNumber.EBUSY);
        }
        try {
            port.unplug(slot.key(), slot.drive());
        } catch (ApplianceException e) {
            throw ErrorMapper.appliance(call, e);
        }
        out.run();
        String left = "the drive with the label " + label + " was unplugged, but the guest still shows it";
        String unused = await(call, left, () -> {
            boolean gone = !guest.labels().containsKey(label)
                    && (device == null || !guest.devices().contains(device));
            return gone ? label : null;
        });
    }

    private void refuseIfHeld(String call, String label, String device) {
        List<String> holders = guest.holders(label, device);
        if (!holders.isEmpty()) {
            throw new GuestFSException(
                    call,
                    "the drive with the label " + label + " is in use: " + String.join(", ", holders)
                            + "; unmount, deactivate or close that first",
                    ErrorNumber.EBUSY);
        }
    }

    private void refuseIfUnwanted(String call, String when) {
        if (parts.closing().getAsBoolean()) {
            throw new HandleClosedException(call, "the handle was closed while the call ran");
        }
        if (parts.cancelled().getAsBoolean()) {
            throw new CancelledException(call, "cancelled " + when, ErrorNumber.EINTR);
        }
    }

    /** Asks until there is an answer. */
    private String await(String call, String otherwise, Supplier<@Nullable String> question) {
        long deadline = System.nanoTime() + SEEN.toNanos();
        long pause = FIRST_PAUSE;
        String answer = question.get();
        while (answer == null) {
            refuseIfUnwanted(call, "while waiting for the guest");
            if (System.nanoTime() - deadline > 0) {
                throw new GuestFSException(
                        call, otherwise + " within " + SEEN.toSeconds() + " s", ErrorNumber.ETIMEDOUT);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            answer = question.get();
        }
        return answer;
    }
}

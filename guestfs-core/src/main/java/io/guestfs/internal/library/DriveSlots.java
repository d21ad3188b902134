package io.guestfs.internal.library;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.plug.DrivePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The drives of a handle in the order in which they were added, with the places that they have in the appliance. */
final class DriveSlots {

    /**
     * One drive and its place.
     *
     * @param drive the drive, prepared
     * @param number its number among the disks of the guest, from 0
     * @param plugged what qemu calls it; null if it was there at the launch
     */
    record Slot(Drive drive, int number, @Nullable String plugged) {
        /** What qemu calls it. */
        String key() {
            return plugged == null ? DrivePort.ofLaunch(number) : plugged;
        }
    }

    private final List<Slot> slots = new ArrayList<>();

    /** Adds a drive of the next launch. */
    void add(Drive drive) {
        slots.add(new Slot(drive, slots.size(), null));
    }

    /** Adds a drive that was plugged in. */
    void plugged(Drive drive, int number, String key) {
        slots.add(new Slot(drive, number, key));
    }

    Optional<Slot> labelled(String label) {
        return slots.stream().filter(slot -> label.equals(slot.drive().label())).findFirst();
    }

    /** Takes a drive away; the others keep their places. */
    void remove(Slot slot) {
        slots.remove(slot);
    }

    /** Takes a drive of the next launch away; those behind it move up. */
    void close(Slot slot) {
        List<Drive> left = new ArrayList<>(drives());
        left.remove(slots.indexOf(slot));
        slots.clear();
        left.forEach(this::add);
    }

    List<Drive> drives() {
        return slots.stream().map(Slot::drive).toList();
    }

    int count() {
        return slots.size();
    }

    boolean hasNumber(int number) {
        return slots.stream().anyMatch(slot -> slot.number() == number);
    }

    void cut(int count) {
        slots.subList(count, slots.size()).clear();
    }

    void forget() {
        slots.clear();
    }
}

package io.guestfs.internal.library;

import io.guestfs.appliance.ConfigParameter;
import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.drive.DriveServer;
import io.guestfs.appliance.drive.DriveSource;
import io.guestfs.appliance.drive.NetworkProtocol;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.calls.AddDriveOptions;
import io.guestfs.calls.AddDriveScratchOptions;
import io.guestfs.calls.DrivesCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import io.guestfs.internal.call.ErrorMapper;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.internal.library.DriveSlots.Slot;
import io.guestfs.internal.local.DrivesHome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The drives of the next launch, in the order of their names in the guest. */
public final class Drives implements DrivesHome {

    /** Options of qemu without which, or with others of the kind, there is no appliance or no console. */
    private static final Set<String> OURS =
            Set.of("-kernel", "-initrd", "-nographic", "-display", "-serial", "-full-screen", "-std-vga", "-vnc");

    private static final String FILE = "file";

    private static final int MOST = 255;

    /** Makes the files that a drive needs. */
    public interface Preparation {

        /**
         * Makes overlay, scratch file or empty disk.
         *
         * @throws ApplianceException when that fails
         */
        Drive prepare(Drive drive) throws ApplianceException;

        /** Removes them, where the drive is not needed any more. */
        void discard(Drive drive);
    }

    private final HandleState state;
    private final DrivesCalls calls;
    private final Preparation preparation;
    private final HotPlug hotPlug;
    private final DriveSlots slots = new DriveSlots();
    private final List<ConfigParameter> config = new ArrayList<>();

    /**
     * Makes the home.
     *
     * @param state tells whether the appliance runs
     * @param calls the calls that the shorter ones stand on
     * @param preparation makes the files that a drive needs
     * @param hotPlug adds and removes drives while the appliance runs
     */
    public Drives(HandleState state, DrivesCalls calls, Preparation preparation, HotPlug hotPlug) {
        this.state = state;
        this.calls = calls;
        this.preparation = preparation;
        this.hotPlug = hotPlug;
    }

    @Override
    public void addDrive(String filename, AddDriveOptions options) {
        Map<String, Object> given = options.given();
        try {
            add(
                    "add_drive",
                    described(source(filename, given), given)
                            .readonly(Boolean.TRUE.equals(given.get("readonly")))
                            .format((String) given.get("format"))
                            .copyonread(Boolean.TRUE.equals(given.get("copyonread"))),
                    given);
        } catch (ApplianceException e) {
            throw ErrorMapper.appliance("add_drive", e);
        }
    }

    private static Drive.Builder source(String filename, Map<String, Object> given) throws ApplianceException {
        List<DriveServer> servers = new ArrayList<>();
        if (given.get("server") instanceof List<?> list) {
            for (Object server : list) {
                servers.add(DriveServer.parse((String) server));
            }
        }
        String protocol = (String) given.getOrDefault("protocol", FILE);
        if (!protocol.equals(FILE)) {
            return Drive.network(new DriveSource.Network(
                    NetworkProtocol.parse(protocol), filename, servers, (String) given.get("username"), (String)
                            given.get("secret")));
        }
        refuse(!servers.isEmpty(), "server");
        refuse(given.containsKey("username"), "username");
        refuse(given.containsKey("secret"), "secret");
        return Drive.file(filename);
    }

    private static void refuse(boolean there, String option) {
        if (there) {
            throw new InvalidArgumentException(
                    "add_drive", "the option '" + option + "' has no meaning for a local file", ErrorNumber.EINVAL);
        }
    }

    @Override
    public void addDriveRo(String filename) {
        calls.addDrive(filename, new AddDriveOptions().readonly(true));
    }

    @Override
    public void addDriveWithIf(String filename, String iface) {
        calls.addDrive(filename, new AddDriveOptions().iface(iface));
    }

    @Override
    public void addDriveRoWithIf(String filename, String iface) {
        calls.addDrive(filename, new AddDriveOptions().readonly(true).iface(iface));
    }

    @Override
    public void addCdrom(String filename) {
        calls.addDriveRo(filename);
    }

    @Override
    public void addDriveScratch(long size, AddDriveScratchOptions options) {
        Map<String, Object> given = options.given();
        try {
            add("add_drive_scratch", described(Drive.scratch(size), given), given);
        } catch (ApplianceException e) {
            throw ErrorMapper.appliance("add_drive_scratch", e);
        }
    }

    private static Drive.Builder described(Drive.Builder drive, Map<String, Object> given) {
        Integer blocksize = (Integer) given.get("blocksize");
        return drive.name((String) given.get("name"))
                .label((String) given.get("label"))
                .blocksize(blocksize == null ? 0 : blocksize);
    }

    private void add(String call, Drive.Builder drive, Map<String, Object> given) throws ApplianceException {
        String cachemode = (String) given.get("cachemode");
        String discard = (String) given.get("discard");
        if (discard != null) {
            drive.discard(Discard.parse(discard));
        }
        if (cachemode != null) {
            drive.cachemode(CacheMode.parse(cachemode));
        }
        Drive checked = drive.build();
        switch (state.get()) {
            case CONFIG -> slots.add(preparation.prepare(checked));
            case READY -> plug(call, checked);
            default ->
                throw new WrongStateException(call, "drives can't be added while the appliance is launched or closed");
        }
    }

    private void plug(String call, Drive checked) throws ApplianceException {
        hotPlug.port(call).check(checked);
        String label = checked.label();
        if (label != null && slots.labelled(label).isPresent()) {
            throw new GuestFSException(
                    call, "there is a drive with the label " + label + ": choose another one", ErrorNumber.EEXIST);
        }
        if (slots.count() >= MOST) {
            throw new WrongStateException(call, "the appliance takes at most " + MOST + " drives: remove one first");
        }
        Drive prepared = preparation.prepare(checked);
        boolean done = false;
        try {
            HotPlug.Plugged plugged = hotPlug.plug(call, prepared);
            slots.plugged(prepared, calls.deviceIndex(plugged.device()), plugged.key());
            done = true;
        } finally {
            if (!done) {
                preparation.discard(prepared);
            }
        }
    }

    @Override
    public void removeDrive(String label) {
        String call = "remove_drive";
        Slot slot = slots.labelled(label)
                .orElseThrow(() ->
                        new GuestFSException(call, "no drive was added with the label " + label, ErrorNumber.ENOENT));
        switch (state.get()) {
            case CONFIG -> {
                slots.close(slot);
                preparation.discard(slot.drive());
            }
            case READY ->
                hotPlug.unplug(call, slot, calls.deviceName(slot.number()), () -> {
                    slots.remove(slot);
                    preparation.discard(slot.drive());
                });
            default ->
                throw new WrongStateException(
                        call, "drives can't be removed while the appliance is launched or closed");
        }
    }

    @Override
    public List<String> debugDrives() {
        return slots.drives().stream().map(Drive::describe).toList();
    }

    @Override
    public void config(String hvparam, @Nullable String hvvalue) {
        if (!hvparam.startsWith("-")) {
            throw new InvalidArgumentException(
                    "config", "'" + hvparam + "' is not an option of qemu: it must begin with '-'", ErrorNumber.EINVAL);
        }
        if (OURS.contains(hvparam)) {
            throw new InvalidArgumentException(
                    "config",
                    "'" + hvparam + "' is for the library to say: the appliance would not come up with another value",
                    ErrorNumber.EINVAL);
        }
        config.add(new ConfigParameter(hvparam, hvvalue));
    }

    /** The drives so far. */
    public List<Drive> list() {
        return slots.drives();
    }

    /** Tells whether a drive has a number among the disks of the guest. */
    public boolean hasNumber(int number) {
        return slots.hasNumber(number);
    }

    /** The extra words for qemu so far. */
    public List<ConfigParameter> parameters() {
        return List.copyOf(config);
    }

    /**
     * Takes drives away from the end of the list.
     *
     * @param count how many are left
     */
    public void cut(int count) {
        List<Drive> drives = slots.drives();
        drives.subList(count, drives.size()).forEach(preparation::discard);
        slots.cut(count);
    }

    /** Forgets the drives, as every shutdown does. */
    public void forget() {
        slots.drives().forEach(preparation::discard);
        slots.forget();
    }
}

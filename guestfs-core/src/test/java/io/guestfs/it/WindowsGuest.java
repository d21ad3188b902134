package io.guestfs.it;

import static io.guestfs.it.MinimalHive.REG_BINARY;
import static io.guestfs.it.MinimalHive.REG_DWORD;
import static io.guestfs.it.MinimalHive.REG_SZ;

import io.guestfs.GuestFS;
import io.guestfs.internal.inspection.WindowsProgram;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes what looks like a Windows: a few directories, two programs and two registry hives, in a file system that is mounted
 * as the root. The daemon's own registry calls fill the hives.
 */
final class WindowsGuest {

    private final GuestFS g;
    private final String windows;
    private final Map<String, Object> version = new LinkedHashMap<>();
    private final Map<String, Object> drives = new LinkedHashMap<>();
    private boolean wide = true;

    /**
     * Begins one.
     *
     * @param windows its directory, such as {@code /Windows}
     * @param product its name
     */
    WindowsGuest(GuestFS g, String windows, String product) {
        this.g = g;
        this.windows = windows;
        version.put("ProductName", product);
    }

    /** Adds a value to what the registry says about the version: a text or a number. */
    WindowsGuest with(String name, Object value) {
        version.put(name, value);
        return this;
    }

    /** Makes it one of 32 bits. */
    WindowsGuest narrow() {
        wide = false;
        return this;
    }

    /** Gives the file system a letter. */
    WindowsGuest onDrive(char letter, byte[] mountedDevice) {
        drives.put("\\DosDevices\\" + letter + ":", mountedDevice);
        return this;
    }

    /** Writes directories, a program and the hives. */
    void make(String hostname) {
        String config = windows + "/System32/Config";
        g.mkdirP(config);
        g.write(windows + "/System32/cmd.exe", WindowsProgram.empty(wide));
        g.write(config + "/SOFTWARE", MinimalHive.bytes());
        g.write(config + "/SYSTEM", MinimalHive.bytes());
        open(config + "/SOFTWARE");
        set(Map.copyOf(version), "Microsoft", "Windows NT", "CurrentVersion");
        close();
        open(config + "/SYSTEM");
        set(Map.of("Current", 1), "Select");
        set(Map.of("Hostname", hostname), "ControlSet001", "Services", "Tcpip", "Parameters");
        set(drives, "MountedDevices");
        close();
    }

    /** Opens the hive of the software, to add to it. */
    void openSoftware() {
        open(windows + "/System32/Config/SOFTWARE");
    }

    private void open(String hive) {
        g.hivexOpen(hive, o -> o.write(true));
    }

    /** Writes the open hive. */
    void close() {
        g.hivexCommit(null);
        g.hivexClose();
    }

    /** Sets values of a key of the open hive, which is made if it is not there. */
    void set(Map<String, Object> values, String... names) {
        long key = g.hivexRoot();
        for (String name : names) {
            long there = g.hivexNodeGetChild(key, name);
            key = there == 0 ? g.hivexNodeAddChild(key, name) : there;
        }
        for (Map.Entry<String, Object> value : values.entrySet()) {
            set(key, value.getKey(), value.getValue());
        }
    }

    private void set(long key, String name, Object value) {
        if (value instanceof String text) {
            g.hivexNodeSetValue(key, name, REG_SZ, MinimalHive.text(text));
        } else if (value instanceof Integer number) {
            g.hivexNodeSetValue(key, name, REG_DWORD, MinimalHive.number(number));
        } else {
            g.hivexNodeSetValue(key, name, REG_BINARY, (byte[]) value);
        }
    }
}

package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes drives over ssh, as a program whose user has the keys for it: drives of the launch, or such that are plugged in
 * after it, with a qcow2 image that grows.
 */
public final class SshDrivesMain {

    private static final int LAUNCHED = 4;
    private static final int MIB = 1024 * 1024;

    private SshDrivesMain() {}

    /**
     * Runs it.
     *
     * @param arguments the server, a file that takes what was seen, an image to write, an image to read; for plugging also an image in
     *     the format qcow2
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > LAUNCHED) {
            plug(arguments);
            return;
        }
        List<String> seen = new ArrayList<>();
        try (GuestFS g = new GuestFS()) {
            AddDriveOptions there = new AddDriveOptions().protocol("ssh").server(List.of(arguments[0]));
            g.addDrive(arguments[2], there.format("raw"));
            g.addDrive(
                    arguments[3],
                    new AddDriveOptions()
                            .protocol("ssh")
                            .server(List.of(arguments[0]))
                            .readonly(true));
            g.launch();
            for (String device : g.listDevices()) {
                g.mount(device, "/");
                seen.add(g.cat("/marker"));
                g.write("/written", "over ssh".getBytes(UTF_8));
                g.umountAll();
            }
            g.shutdown();
        }
        Files.write(Path.of(arguments[1]), seen);
    }

    private static void plug(String[] arguments) throws IOException {
        List<String> seen = new ArrayList<>();
        try (GuestFS g = new GuestFS()) {
            g.addDriveScratch(MIB);
            g.launch();
            for (int i = 2; i < arguments.length; i++) {
                String label = "plugged" + (char) ('a' + i);
                AddDriveOptions there = new AddDriveOptions().protocol("ssh").server(List.of(arguments[0]));
                g.addDrive(
                        arguments[i],
                        there.label(label).readonly(i == LAUNCHED - 1).format(i < LAUNCHED ? "raw" : "qcow2"));
                g.mount("/dev/disk/guestfs/" + label, "/");
                seen.add(g.cat("/marker"));
                g.write("/written", "over ssh".getBytes(UTF_8));
                g.write("/large", new byte[2 * MIB]);
                g.umountAll();
            }
            seen.add("programs " + programs());
            g.removeDrive("pluggedc");
            seen.add("programs " + programs());
            // The rest goes with the appliance.
            g.shutdown();
            seen.add("programs " + programs());
        }
        Files.write(Path.of(arguments[1]), seen);
    }

    private static long programs() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("--pid-file="))
                .count();
    }
}

package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes drives over ssh, as a program whose user has the keys for it. */
public final class SshDrivesMain {

    private SshDrivesMain() {}

    /**
     * Runs it.
     *
     * @param arguments the server, a file that takes what was seen, an image to write, an image to read
     */
    public static void main(String[] arguments) throws IOException {
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
}

package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.image.DrivePreparation;
import io.guestfs.appliance.image.QemuImg;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program that adds drives, launches, ends and closes for ever, until it is killed. */
final class LaunchLoop {

    private LaunchLoop() {}

    /**
     * Runs it.
     *
     * @param arguments a directory that holds all it makes; the program in the place of qemu; the appliance; a directory that
     *     holds the program in the place of passt
     */
    @SuppressWarnings("InfiniteLoopStatement") // the test kills it
    public static void main(String[] arguments) throws Exception {
        Path top = Path.of(arguments[0]);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.merge("PATH", arguments[3], (path, helpers) -> helpers + ":" + path);
        Path disk = top.resolve("../disk.img").normalize();
        QemuImg images = new QemuImg(environment, line -> {});
        ApplianceLauncher launcher = new ApplianceLauncher(warning -> true);
        while (true) {
            say("begin");
            try (WorkDirectories work = new WorkDirectories(BaseDirectories.of(top, top, top))) {
                DrivePreparation preparation = new DrivePreparation(images, work);
                Drive overlay = preparation.prepare(
                        Drive.file(disk.toString()).format("raw").readonly(true).build());
                LaunchRequest request = LaunchRequest.builder(work, arguments[2])
                        .hv(arguments[1])
                        .backendSettings(List.of("force_tcg"))
                        .environment(environment)
                        .network(true)
                        .timeout(Duration.ofSeconds(60))
                        .drives(List.of(overlay))
                        .build();
                say("prepared");
                try (RunningAppliance running = launcher.launch(request, new RecordingListener())) {
                    say("launched");
                    // The peer says nothing for a while, and then hangs up.
                    running.daemon().read(ByteBuffer.allocate(1));
                }
            }
        }
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }
}

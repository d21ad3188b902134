package io.guestfs.appliance.qemu;

import io.guestfs.appliance.process.CommandResult;
import io.guestfs.appliance.process.ExternalCommand;
import io.guestfs.appliance.process.ProgramPath;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A running passt, the network helper that keeps network code out of qemu. It leaves by itself when qemu disconnects.
 *
 * @param socket where it waits for qemu
 * @param pidFile where it wrote its process id
 */
public record Passt(Path socket, Path pidFile) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * Tells whether passt can be used.
     *
     * @param qemu the qemu program, which must know stream sockets as a network
     * @param environment the environment; its PATH says where programs are looked for
     * @return true if it can
     */
    public static boolean usable(QemuBinary qemu, Map<String, String> environment) {
        if (!qemu.atLeast(7, 2) || ProgramPath.find("passt", environment).isEmpty()) {
            return false;
        }
        try {
            int status = ExternalCommand.of(List.of("passt", "--help"))
                    .environment(environment)
                    .timeLimit(LIMIT)
                    .run()
                    .exit()
                    .status();
            return status == 0 || status == 1;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts passt, which goes into the background once its socket is there.
     *
     * @param sockets private directory for sockets
     * @param pidFile where it should write its process id
     * @param environment its environment
     * @return the running passt
     * @throws ApplianceException if it does not start
     */
    public static Passt start(Path sockets, Path pidFile, Map<String, String> environment) throws ApplianceException {
        Path socket = sockets.resolve("passt.sock");
        List<String> command = List.of(
                "passt",
                "--one-off",
                "--socket",
                socket.toString(),
                "--pid",
                pidFile.toString(),
                "--address",
                "169.254.2.15",
                "--netmask",
                "16",
                "--mac-addr",
                "52:56:00:00:00:02",
                "--gateway",
                "169.254.2.2");
        try {
            CommandResult result = ExternalCommand.of(command)
                    .environment(environment)
                    .timeLimit(LIMIT)
                    .run();
            if (!result.success()) {
                throw failed(result.describe() + ": " + String.join("; ", result.lastWords()), null);
            }
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
        return new Passt(socket, pidFile);
    }

    /** Ends it, for a launch that failed before qemu connected to it. */
    public void stop() {
        try {
            long pid = Long.parseLong(
                    Files.readString(pidFile, StandardCharsets.US_ASCII).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        } catch (IOException | NumberFormatException e) {
            // It is gone, or never told its number; with --one-off it leaves with its first user.
            return;
        }
    }

    private static ApplianceException failed(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return ApplianceException.of(LaunchPhase.START, "the network helper passt did not start: " + why)
                .remedy("Turn the network of the handle off, repair passt, or remove it to use the network of qemu.")
                .cause(cause)
                .build();
    }
}

package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.guestfs.GuestFS;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network of the appliance: its addresses, and a server of the host that it reaches. */
class NetworkIT {

    @TempDir
    Path directory;

    private HttpServer server;

    @BeforeAll
    static void host() {
        RealHandle.assumeHostIsReady();
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "orchard".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void passtIsTheNetworkWhereItIsInstalled() throws IOException {
        assumeTrue(RealHandle.onPath("passt"), "passt is not installed: run guestfs-appliance/host-setup");
        long passt;
        try (GuestFS g = RealHandle.open()) {
            launch(g);
            passt = helper("passt");

            assertThatTheGuestIsConnected(g);
            assertThat(words(g)).as("qemu stays in its cage").contains("-sandbox");
            if (Files.readString(Path.of("/proc/self/status")).contains("\nUid:\t0\t")) {
                assertThat(words(g)).contains("-chroot");
                assertThat(Files.getOwner(Path.of("/proc/" + passt)).getName()).isEqualTo("nobody");
            }
        }
        OwnProcesses.awaitEnd(passt);
    }

    @Test
    void anOlderQemuHasANetworkOfItsOwn() throws IOException {
        Path wrapper = Files.writeString(directory.resolve("older-qemu"), """
                #!/bin/sh
                [ "$1" = -version ] && echo QEMU emulator version 7.1.0 && exit
                exec qemu-system-x86_64 "$@"
                """);
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        try (GuestFS g = RealHandle.open()) {
            g.setHv(wrapper.toString());
            g.setPgroup(true);
            launch(g);

            assertThatTheGuestIsConnected(g);
            assertThat(words(g)).contains("-netdev").anyMatch(word -> word.startsWith("user,id=usernet"));
            assertThat(processGroup(g.getPid())).as("pgroup").isEqualTo(g.getPid());
        }
    }

    private static void launch(GuestFS g) {
        g.setNetwork(true);
        g.addDriveScratch(1024 * 1024);
        g.launch();
    }

    private void assertThatTheGuestIsConnected(GuestFS g) {
        assertThat(sh(g, "ip -4 -o address show eth0")).contains("inet 169.254.2.15/16");
        assertThat(sh(g, "ip route")).contains("default via 169.254.2.2");
        assertThat(sh(g, "cat /etc/resolv.conf")).contains("nameserver");
        String page = "http://169.254.2.2:" + server.getAddress().getPort() + "/";
        assertThat(sh(g, "curl --silent --max-time 60 " + page)).isEqualTo("orchard");
    }

    private static String sh(GuestFS g, String command) {
        return g.debug("sh", List.of(command));
    }

    private static List<String> words(GuestFS g) throws IOException {
        return List.of(Files.readString(Path.of("/proc", Integer.toString(g.getPid()), "cmdline"))
                .split("\0", -1));
    }

    private static int processGroup(int pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Integer.toString(pid), "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[2]);
    }

    private static long helper(String name) {
        return ProcessHandle.current()
                .children()
                .filter(child -> comm(child).startsWith(name))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** passt hides the rest of what is known of it. */
    private static String comm(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"));
        } catch (IOException e) {
            return "";
        }
    }
}

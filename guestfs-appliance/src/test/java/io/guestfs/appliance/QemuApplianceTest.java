package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.appliance.process.ChildProcess;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QemuApplianceTest {
    private final AtomicBoolean over = new AtomicBoolean();

    /** Gives its words only when somebody waits for them, or when it is too late. */
    private InputStream lateWords(Thread waiting) {
        byte[] words = "could not load kernel\n".getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(words) {
            @Override
            public synchronized int read(byte[] into, int at, int length) {
                while (waiting.getState() != Thread.State.TIMED_WAITING && !over.get()) {
                    Thread.onSpinWait();
                }
                return super.read(into, at, length);
            }
        };
    }

    @Test
    void theLastWordsOfADeadQemuAreNotMissed() throws Exception {
        ChildProcess qemu = ChildProcess.start(List.of("/bin/sh", "-c", "exit 1"), Map.of(), false);
        assertThat(qemu.onExit().join().status()).isEqualTo(1);
        ConsoleReader console = ConsoleReader.reading(lateWords(Thread.currentThread()), "console-under-test");
        UnixSocketChannel[] sockets = UnixSocketChannel.pair();
        GuestReports reports = new GuestReports(List.of(), true);
        try (UnixSocketChannel daemon = sockets[1];
                RunningAppliance running =
                        new QemuAppliance(qemu, DaemonSocket.over(sockets[0]), console, reports, null)) {
            assertThat(running.shutdown(Duration.ZERO).how()).contains("status 1");
            assertThat(running.console().tail()).containsExactly("could not load kernel");
            assertThat(daemon.isOpen()).isTrue();
        } finally {
            over.set(true);
        }
    }
}

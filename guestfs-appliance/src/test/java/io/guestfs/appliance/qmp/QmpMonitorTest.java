package io.guestfs.appliance.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QmpMonitorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}";

    private final BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
    private UnixSocketChannel peer;
    private BufferedReader heard;
    private QmpMonitor monitor;

    @BeforeEach
    void connect() throws IOException {
        UnixSocketChannel[] pair = UnixSocketChannel.pair();
        peer = pair[0];
        heard = new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.UTF_8));
        monitor = QmpMonitor.over(pair[1], events::add, "monitor-under-test");
    }

    @AfterEach
    void close() throws IOException {
        monitor.close();
        peer.close();
    }

    private void say(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                peer.write(bytes);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next command, as a map. */
    private Map<String, Object> hear() throws IOException {
        return JSON.std.mapFrom(heard.readLine());
    }

    private void greet() throws IOException {
        say(GREETING + "\r\n");
        Map<String, Object> command = hear();
        assertThat(command).containsEntry("execute", "qmp_capabilities");
        say("{\"return\": {}, \"id\": " + command.get("id") + "}\r\n");
    }

    private CompletableFuture<QmpReply> asked(String command, Map<String, ?> arguments) {
        CompletableFuture<QmpReply> reply = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                reply.complete(monitor.execute(command, arguments, LIMIT));
            } catch (QmpException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return reply;
    }

    @Test
    void aCommandGetsItsAnswer() throws Exception {
        CompletableFuture<QmpReply> reply = asked("device_add", Map.of("driver", "scsi-hd", "lun", 3));
        greet();
        Map<String, Object> command = hear();
        assertThat(command).containsEntry("execute", "device_add");
        assertThat(command.get("arguments")).isEqualTo(Map.of("driver", "scsi-hd", "lun", 3));
        say("{\"return\": {\"status\": \"running\"}, \"id\": " + command.get("id") + "}\n");
        assertThat(reply.get().object()).containsEntry("status", "running");
        assertThat(monitor.usable()).isTrue();
    }

    @Test
    void answersOutOfOrderAndInPiecesFindTheirCommands() throws Exception {
        greet();
        List<CompletableFuture<QmpReply>> replies = new ArrayList<>();
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replies.add(asked("command-" + i, Map.of()));
            ids.add(hear().get("id"));
        }
        for (int i = 7; i >= 0; i--) {
            String line = "{\"return\": [\"for " + i + "\"], \"id\": " + ids.get(i) + "}\n";
            say(line.substring(0, 5));
            say(line.substring(5));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(replies.get(i).get().list()).containsExactly("for " + i);
        }
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        greet();
        CompletableFuture<QmpReply> reply = asked("device_del", Map.of("id", "hd9"));
        say("{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"Device 'hd9' not found\"}, \"id\": "
                + hear().get("id") + "}\n");
        assertThatThrownBy(reply::get)
                .cause()
                .isInstanceOfSatisfying(
                        QmpException.class,
                        failure -> assertThat(failure.errorClass()).isEqualTo("DeviceNotFound"))
                .hasMessage("device_del: Device 'hd9' not found");
    }

    @Test
    void eventsComeInOrderBetweenAnswers() throws Exception {
        greet();
        CompletableFuture<QmpReply> reply = asked("query-status", Map.of());
        Object id = hear().get("id");
        say("{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"device\": \"hd0\", \"nospace\": true}}\n"
                + "{\"event\": \"STOP\", \"timestamp\": {\"seconds\": 1}}\n{\"return\": {}, \"id\": " + id + "}\n");
        reply.get();
        QmpEvent first = events.take();
        assertThat(first.name()).isEqualTo("BLOCK_IO_ERROR");
        assertThat(first.text("device")).isEqualTo("hd0");
        assertThat(first.truth("nospace")).isTrue();
        assertThat(events.take()).isEqualTo(new QmpEvent("STOP", Map.of()));
    }

    private CompletableFuture<Boolean> unplugged() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                monitor.executeUntil(
                        "device_del",
                        Map.of("id", "plug1"),
                        event -> event.text("device").equals("plug1"),
                        LIMIT);
                return true;
            } catch (QmpException e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        });
    }

    @Test
    void theEndOfWhatACommandBeganIsAwaited() throws Exception {
        greet();
        CompletableFuture<Boolean> ended = unplugged();
        Object id = hear().get("id");
        say("{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"other\"}}\n{\"return\": {}, \"id\": " + id
                + "}\n");
        assertThat(events.take().text("device")).isEqualTo("other");
        assertThat(ended).isNotDone();
        say("{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"plug1\"}}\n");
        assertThat(ended.get()).isTrue();
    }

    @Test
    void theEndOfQemuEndsThatWait() throws Exception {
        greet();
        CompletableFuture<Boolean> ended = unplugged();
        say("{\"return\": {}, \"id\": " + hear().get("id") + "}\n");
        peer.close();
        assertThatThrownBy(ended::get).cause().isInstanceOf(QmpException.class).hasMessageContaining("gone");
    }

    @Test
    void aMonitorThatSaysNothingIsWaitedForNoLongerThanAsked() {
        assertThatThrownBy(() -> monitor.execute("query-status", Duration.ofMillis(50)))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("did not answer in time");
        assertThat(monitor.usable()).isFalse();
    }

    @Test
    void aLateAnswerIsNotTakenForThatOfTheNextCommand() throws Exception {
        greet();
        await().until(monitor::usable);
        assertThatThrownBy(() -> monitor.execute("first", Duration.ofMillis(50)))
                .isInstanceOf(QmpException.class);
        Object late = hear().get("id");
        CompletableFuture<QmpReply> second = asked("second", Map.of());
        Object id = hear().get("id");
        say("{\"return\": \"late\", \"id\": " + late + "}\n{\"return\": \"right\", \"id\": " + id + "}\n");
        assertThat(second.get().text()).isEqualTo("right");
    }

    @Test
    void theEndOfQemuEndsCommandsThatWait() throws Exception {
        greet();
        CompletableFuture<QmpReply> reply = asked("query-status", Map.of());
        hear();
        peer.close();
        await().until(reply::isCompletedExceptionally);
        monitor.awaitEnd(LIMIT);
        assertThat(monitor.usable()).isFalse();
        assertThat(catchThrowableOfType(QmpException.class, () -> monitor.execute("quit", LIMIT)))
                .hasMessageContaining("gone");
    }

    @Test
    void closingEndsCommandsThatWait() throws Exception {
        greet();
        CompletableFuture<QmpReply> reply = asked("query-status", Map.of());
        hear();
        monitor.close();
        await().until(reply::isCompletedExceptionally);
        monitor.close();
    }

    @Test
    void aLineWithoutEndIsGivenUp() throws Exception {
        String block = "x".repeat(1 << 16);
        Thread flood = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    say(block);
                }
            } catch (IllegalStateException e) {
                // The monitor has hung up, which is what should happen.
                return;
            }
        });
        flood.setDaemon(true);
        flood.start();
        assertThatThrownBy(() -> monitor.execute("query-status", LIMIT))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("does not end");
        // Its next write would go to whatever gets the number of the socket, which is that of another test.
        flood.join();
    }

    @Test
    void whatIsNotJsonIsGivenUp() {
        say("QEMU 7.2.0 monitor - type 'help' for more information\n(qemu) ");
        assertThatThrownBy(() -> monitor.execute("query-status", LIMIT))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void anInterruptIsKeptForLater() throws Exception {
        greet();
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                monitor.execute("query-status", LIMIT);
                kept.complete(Thread.interrupted());
            } catch (QmpException e) {
                kept.completeExceptionally(e);
            }
        });
        thread.start();
        say("{\"return\": {}, \"id\": " + hear().get("id") + "}\n");
        assertThat(kept.get()).isTrue();
    }
}

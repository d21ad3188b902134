package io.guestfs.appliance.qmp;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The monitor of one qemu. A daemon thread reads what qemu says; commands may be given from any thread, several at once. A monitor
 * that says nothing, or nonsense, makes commands fail and does no other harm.
 */
public final class QmpMonitor implements AutoCloseable {
    /** How long qemu may take to take a short answer off the socket. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    /** A null means something to qemu, for instance that nothing is below an image. */
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private static final String CAPABILITIES = "qmp_capabilities";

    private final QmpSocket socket;
    private final Consumer<QmpEvent> listener;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<QmpReply>> waiting = new ConcurrentHashMap<>();
    private final List<Expected> expected = new CopyOnWriteArrayList<>();
    private final Object passing = new Object();
    private final CompletableFuture<QmpReply> ready = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /** An event that somebody waits for. */
    private record Expected(Predicate<QmpEvent> wanted, CompletableFuture<QmpReply> came) {
        void look(QmpEvent event) {
            if (wanted.test(event)) {
                came.complete(new QmpReply(event.data()));
            }
        }
    }

    private QmpMonitor(QmpSocket socket, Consumer<QmpEvent> listener) {
        this.socket = socket;
        this.listener = listener;
    }

    /**
     * Takes over the connection to a monitor and begins to read.
     *
     * @param channel the connection; closed with the monitor
     * @param listener takes each event, on the thread that reads; must neither block nor give commands
     * @param threadName name of that thread
     * @return the monitor, which may not have greeted yet
     * @throws IOException if the connection can't be watched; it is closed then
     */
    public static QmpMonitor over(UnixSocketChannel channel, Consumer<QmpEvent> listener, String threadName)
            throws IOException {
        QmpMonitor monitor;
        try {
            monitor = new QmpMonitor(new QmpSocket(channel), listener);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        Thread reader = new Thread(monitor::read, threadName);
        reader.setDaemon(true);
        reader.start();
        return monitor;
    }

    /**
     * Gives a command without arguments and waits for the answer.
     *
     * @param command its name, such as {@code query-status}
     * @param limit how long to wait
     * @return the answer
     * @throws QmpException if qemu refuses, does not answer in time, or is gone
     */
    public QmpReply execute(String command, Duration limit) throws QmpException {
        return execute(command, Map.of(), limit);
    }

    /**
     * Gives a command and waits for the answer. An interrupt of the waiting thread is kept for later.
     *
     * @param command its name, such as {@code device_del}
     * @param arguments its arguments: texts, numbers, truth values, lists and maps of these
     * @param limit how long to wait
     * @return the answer
     * @throws QmpException if qemu refuses, does not answer in time, or is gone; the answer to a command that took too long is
     *     ignored, but qemu may still carry it out
     */
    public QmpReply execute(String command, Map<String, ?> arguments, Duration limit) throws QmpException {
        return execute(command, arguments, QmpSocket.NO_DESCRIPTOR, limit);
    }

    /**
     * Gives a command and an open file with it, and waits for the answer.
     *
     * @param descriptor number of the open file in this process, which stays open here
     * @param command its name, such as {@code add-fd}
     * @param arguments its arguments
     * @param limit how long to wait
     * @return the answer
     * @throws QmpException as with {@link #execute(String, Map, Duration)}
     */
    public QmpReply executeWith(int descriptor, String command, Map<String, ?> arguments, Duration limit)
            throws QmpException {
        // qemu keeps only the last open file that came, so there must not be a second one before it has taken this.
        synchronized (passing) {
            return execute(command, arguments, descriptor, limit);
        }
    }

    /**
     * Gives a command and waits for the event with which qemu tells that what was begun has ended.
     *
     * @param command its name, such as {@code device_del}
     * @param arguments its arguments
     * @param end tells the event; asked on the thread that reads
     * @param limit how long to wait for answer and event
     * @throws QmpException if qemu refuses, does not answer or does not tell the end in time, or is gone
     */
    public void executeUntil(String command, Map<String, ?> arguments, Predicate<QmpEvent> end, Duration limit)
            throws QmpException {
        long deadline = System.nanoTime() + limit.toNanos();
        Expected ending = new Expected(end, new CompletableFuture<>());
        expected.add(ending);
        try {
            QmpReply unused = execute(command, arguments, limit);
            unused = await(ending.came(), "the end of " + command, deadline);
        } finally {
            expected.remove(ending);
        }
    }

    private QmpReply execute(String command, Map<String, ?> arguments, int descriptor, Duration limit)
            throws QmpException {
        long deadline = System.nanoTime() + limit.toNanos();
        await(ready, "greeting", deadline);
        long id = lastId.incrementAndGet();
        CompletableFuture<QmpReply> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            if (ended.isDone()) {
                // It ended after the greeting, and before this command was among those that are told so.
                answer.completeExceptionally(gone(ended.join()));
            }
            send(message(command, arguments, id), command, descriptor, deadline);
            return await(answer, command, deadline);
        } finally {
            waiting.remove(id);
        }
    }

    /**
     * Tells whether the monitor takes commands now.
     *
     * @return true after its greeting and until its end
     */
    public boolean usable() {
        return ready.isDone() && !ended.isDone();
    }

    /**
     * Waits until qemu has said its last word here, so that no event is still on its way.
     *
     * @param limit how long to wait at most
     */
    public void awaitEnd(Duration limit) {
        try {
            String unused = ended.copy()
                    .completeOnTimeout("", limit.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a monitor can't fail", e);
        }
    }

    /** Ends the conversation; commands that wait fail. May be called again, and from any thread. */
    @Override
    public void close() {
        socket.over();
    }

    private void read() {
        String why = "qemu has closed its monitor";
        try {
            String line = socket.readLine();
            while (line != null) {
                take(line);
                line = socket.readLine();
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } finally {
            end(why);
        }
    }

    private void end(String why) {
        ended.complete(why);
        ready.completeExceptionally(gone(why));
        waiting.values().forEach(answer -> answer.completeExceptionally(gone(why)));
        expected.forEach(one -> one.came().completeExceptionally(gone(why)));
        try {
            socket.release();
        } catch (IOException e) {
            // Nothing can be done about it, and nothing depends on it.
            return;
        }
    }

    private static QmpException gone(String why) {
        return new QmpException("the monitor of qemu is gone: " + why);
    }

    private void take(String line) throws IOException {
        Map<String, Object> said = JSON.std.mapFrom(line);
        if (said.get("event") instanceof String name) {
            QmpEvent event = new QmpEvent(name, object(said.get("data")));
            listener.accept(event);
            expected.forEach(one -> one.look(event));
        } else if (said.containsKey("QMP")) {
            waiting.put(0L, ready);
            send(
                    message(CAPABILITIES, Map.of(), 0),
                    CAPABILITIES,
                    QmpSocket.NO_DESCRIPTOR,
                    System.nanoTime() + HANDSHAKE.toNanos());
        } else if (said.get("id") instanceof Number id) {
            answer(waiting.remove(id.longValue()), said);
        }
    }

    private static void answer(@Nullable CompletableFuture<QmpReply> command, Map<String, Object> said) {
        if (command == null) {
            return;
        }
        Object value = said.get("return");
        if (value != null) {
            command.complete(new QmpReply(value));
            return;
        }
        QmpEvent error = new QmpEvent("error", object(said.get("error")));
        command.completeExceptionally(new QmpException(error.text("desc"), error.text("class")));
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Map<String, Object> message(String command, Map<String, ?> arguments, long id) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("execute", command);
        if (!arguments.isEmpty()) {
            message.put("arguments", arguments);
        }
        message.put("id", id);
        return message;
    }

    private void send(Map<String, Object> message, String command, int descriptor, long deadline) throws QmpException {
        try {
            socket.writeLine(WRITER.asBytes(message), descriptor, deadline);
        } catch (QmpException e) {
            throw e;
        } catch (IOException e) {
            throw new QmpException("the command " + command + " could not be given: " + e.getMessage());
        }
    }

    private static QmpReply await(CompletableFuture<QmpReply> answer, String what, long deadline) throws QmpException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new QmpException("qemu did not answer in time on its monitor: " + what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QmpException failure) {
                // Made anew, so that its trace leads to the caller.
                throw new QmpException(what + ": " + failure.getMessage(), failure.errorClass());
            }
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.guestfs.fakedaemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What the fake daemon does after a request, step by step. {@link #ok()} and {@link #error} are whole answers; others
 * are put together: {@code new Answer().takeFile().thenOk()}.
 */
public final class Answer {
    /** One step; false ends the answer. */
    @FunctionalInterface
    public interface Step {
        /** Does it. */
        boolean run(Peer peer, CallSeen call) throws IOException;
    }

    /** Fields of a reply's header that {@link #with} can spoil. */
    public enum Field {
        /** First word. */
        PROGRAM,
        /** Second word. */
        VERSION,
        /** Third word. */
        PROCEDURE,
        /** Fourth word. */
        DIRECTION,
        /** Fifth word. */
        SERIAL,
        /** Last word. */
        STATUS
    }

    /** Most bytes of a file in one chunk. */
    public static final int CHUNK = 8192;

    private static final int PROGRESS_AT_ONCE = 1000;

    private final List<Step> steps = new ArrayList<>();
    private final Map<Field, Integer> spoiled = new EnumMap<>(Field.class);

    /** Success without a value. */
    public static Answer ok() {
        return new Answer().thenOk();
    }

    /** Success with a value. */
    public static Answer ok(WireBytes value) {
        return new Answer().thenOk(value);
    }

    /** Refusal. */
    public static Answer error(String errno, String message) {
        return new Answer().thenError(errno, message);
    }

    /** Adds a step of your own; it always goes on. */
    public Answer then(FakeAction action) {
        return step((peer, call) -> {
            action.run(peer, call);
            return true;
        });
    }

    /** What {@link #then} takes. */
    @FunctionalInterface
    public interface FakeAction {
        /** Does it. */
        void run(Peer peer, CallSeen call) throws IOException;
    }

    /** Adds all steps of another answer. */
    public Answer and(Answer other) {
        steps.addAll(other.steps);
        return this;
    }

    /** Spoils a field of the replies that are sent by this answer. */
    public Answer with(Field field, int value) {
        spoiled.put(field, value);
        return this;
    }

    /** Sends success without a value. */
    public Answer thenOk() {
        return thenOk(new WireBytes());
    }

    /** Sends success with a value. */
    public Answer thenOk(WireBytes value) {
        return then((peer, call) ->
                peer.sendMessage(header(call, 0).raw(value.toByteArray()).toByteArray()));
    }

    /** Sends a refusal. */
    public Answer thenError(String errno, String message) {
        return then((peer, call) ->
                peer.sendMessage(header(call, 1).string(errno).string(message).toByteArray()));
    }

    /** Sends bytes as they are. */
    public Answer raw(byte... bytes) {
        return then((peer, call) -> peer.send(bytes));
    }

    /** Sends a message whose body is not a reply. */
    public Answer message(byte... body) {
        return then((peer, call) -> peer.sendMessage(body));
    }

    /** Sends a 32-bit word. */
    public Answer word(long word) {
        return raw(new WireBytes().u32(word).toByteArray());
    }

    /** Sends the cancel flag. */
    public Answer cancelFlag() {
        return word(Peer.CANCEL_FLAG);
    }

    /** Sends the launch flag. */
    public Answer launchFlag() {
        return word(Peer.LAUNCH_FLAG);
    }

    /** Sends a progress message of the running call. */
    public Answer progress(long position, long total) {
        return then(
                (peer, call) -> peer.send(progressBytes(call, position, total).toByteArray()));
    }

    /** Sends many progress messages. */
    public Answer progressFlood(int count) {
        return then((peer, call) -> {
            int at = 0;
            while (at < count) {
                WireBytes some = new WireBytes();
                for (int end = Math.min(count, at + PROGRESS_AT_ONCE); at < end; at++) {
                    some.raw(progressBytes(call, at + 1L, count).toByteArray());
                }
                peer.send(some.toByteArray());
            }
        });
    }

    /** Takes a whole upload; when the client cancels it, says so as the daemon does and ends the answer. */
    public Answer takeFile() {
        return step((peer, call) -> {
            takeChunks(peer, call, Long.MAX_VALUE);
            if (call.fileEnd() == CallSeen.FileEnd.CANCELLED) {
                peer.sendMessage(header(call, 1)
                        .string("")
                        .string("file upload cancelled")
                        .toByteArray());
                return false;
            }
            return true;
        });
    }

    /** Takes at least that many bytes of an upload, or all of it if it has fewer. */
    public Answer takeBytes(long bytes) {
        return then((peer, call) -> takeChunks(peer, call, bytes));
    }

    /** Takes the rest of an upload until it ends or is cancelled. */
    public Answer swallow() {
        return takeBytes(Long.MAX_VALUE);
    }

    /** Fails in the middle of an upload as the daemon does: cancel flag, swallow, error. */
    public Answer refuseFile(long afterBytes, String errno, String message) {
        return takeBytes(afterBytes).cancelFlag().swallow().thenError(errno, message);
    }

    /** Sends one chunk with data. */
    public Answer chunk(byte... data) {
        return then((peer, call) -> peer.sendChunk(0, data));
    }

    /** Sends the chunk that ends a file. */
    public Answer endOfFile() {
        return chunk();
    }

    /** Sends the chunk that gives a download up. */
    public Answer cancelChunk() {
        return then((peer, call) -> peer.sendChunk(1));
    }

    /** Sends a file in full chunks; looks for the cancel flag before each, as the daemon does. */
    public Answer sendFile(byte[] content) {
        return then((peer, call) -> {
            for (int at = 0; at < content.length; at += CHUNK) {
                if (cancelled(peer, call)) {
                    peer.sendChunk(1);
                    return;
                }
                peer.sendChunk(0, Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK)));
            }
            peer.sendChunk(0);
        });
    }

    /** Sends zeros until the client cancels, or goes away. */
    public Answer sendForever() {
        return then((peer, call) -> {
            while (!cancelled(peer, call)) {
                peer.sendChunk(0, new byte[CHUNK]);
            }
            peer.sendChunk(1);
        });
    }

    /** Waits for the cancel flag. */
    public Answer awaitCancelFlag() {
        return then((peer, call) -> {
            while (!call.cancelFlag()) {
                readFlag(peer, call);
            }
        });
    }

    /** Waits for the test. */
    public Answer await(CountDownLatch latch) {
        return then((peer, call) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException("the fake daemon was closed while it waited for the test", e);
            }
        });
    }

    /** Tells the test. */
    public Answer signal(CountDownLatch latch) {
        return then((peer, call) -> latch.countDown());
    }

    /** Closes the connection. */
    public Answer close() {
        return step((peer, call) -> {
            peer.close();
            return false;
        });
    }

    /** Neither reads nor writes any more, until the fake daemon is closed. */
    public Answer stall() {
        return await(new CountDownLatch(1));
    }

    void run(Peer peer, CallSeen call) throws IOException {
        for (Step step : steps) {
            if (!step.run(peer, call)) {
                return;
            }
        }
    }

    private Answer step(Step step) {
        steps.add(step);
        return this;
    }

    private WireBytes header(CallSeen call, int status) {
        return new WireBytes()
                .u32(spoiled.getOrDefault(Field.PROGRAM, 0x2000F5F5))
                .u32(spoiled.getOrDefault(Field.VERSION, 4))
                .u32(spoiled.getOrDefault(Field.PROCEDURE, call.procedure()))
                .u32(spoiled.getOrDefault(Field.DIRECTION, 1))
                .u32(spoiled.getOrDefault(Field.SERIAL, call.serial()))
                .u64(0)
                .u64(0)
                .u32(spoiled.getOrDefault(Field.STATUS, status));
    }

    private static WireBytes progressBytes(CallSeen call, long position, long total) {
        return new WireBytes()
                .u32(Peer.PROGRESS_FLAG)
                .u32(call.procedure())
                .u32(call.serial())
                .u64(position)
                .u64(total);
    }

    private static void takeChunks(Peer peer, CallSeen call, long bytes) throws IOException {
        while (call.fileEnd() == CallSeen.FileEnd.NONE && call.fileSize() < bytes) {
            byte[] body = peer.readMessage();
            if (body == null) {
                call.sawCancelFlag();
                continue;
            }
            WireCursor chunk = new WireCursor(body);
            int cancel = chunk.i32();
            byte[] data = chunk.opaque();
            if (!chunk.atEnd() || data.length > CHUNK || cancel < 0 || cancel > 1) {
                throw new IllegalStateException("the client sent a chunk that is none");
            }
            if (cancel == 0 && data.length > 0) {
                call.sawData(data);
            } else {
                call.sawEnd(cancel == 1 ? CallSeen.FileEnd.CANCELLED : CallSeen.FileEnd.COMPLETE);
            }
        }
    }

    private static boolean cancelled(Peer peer, CallSeen call) throws IOException {
        if (!call.cancelFlag() && peer.waiting()) {
            readFlag(peer, call);
        }
        return call.cancelFlag();
    }

    private static void readFlag(Peer peer, CallSeen call) throws IOException {
        if (peer.readMessage() != null) {
            throw new IllegalStateException("the client sent a message where only a cancel flag may come");
        }
        call.sawCancelFlag();
    }
}

package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.ChunkBatch;
import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.Patience;
import io.guestfs.protocol.frame.WaitGivenUpException;
import io.guestfs.protocol.message.ErrorReply;
import io.guestfs.protocol.message.MessageHeader;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrOverflowException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one daemon, call after call. Each call goes the same way: request, uploads, reply, downloads.
 *
 * <p>A call that fails in good order leaves the session usable. After a {@link ProtocolException}, a
 * {@link LinkClosedException} or anything else that broke a call off midway the session is poisoned: nobody knows what
 * the next bytes mean, so every later call fails at once and nothing more is written or read.
 *
 * <p>A call with files that is cancelled while the daemon neither takes nor gives is left within about a second. What was
 * not exchanged then is exchanged before the next call, which waits for it as long as the daemon shows signs of life.
 *
 * <p>Not safe for use by several threads at once: the owner lets one call in at a time.
 */
public final class DaemonSession {
    /** How long a cancelled call still waits for the daemon to come into step. */
    private static final long LAST_WAIT_MILLIS = 1000;
    /** How long a later call waits for a sign of life while an earlier one is not at its end. */
    private static final long SILENCE_MILLIS = 60_000;

    private final Conversation conversation;
    private final Limits limits;
    private @Nullable UnfinishedCall unfinished;
    private final XdrWriter message = new XdrWriter(ProtocolNumbers.MESSAGE_LIMIT);
    private @Nullable ChunkBatch batch;
    private int nextSerial;
    private boolean busy;
    private @Nullable Throwable end;

    /**
     * Begins a conversation. The link stays the caller's: it is never closed here.
     *
     * @param link the byte stream to the daemon
     * @param listener hears of progress
     */
    public DaemonSession(DaemonLink link, SessionListener listener) {
        this(link, listener, ProtocolNumbers.FIRST_SERIAL);
    }

    /**
     * Begins a conversation whose serial numbers go on where an earlier one ended.
     *
     * @param link the byte stream to the daemon
     * @param listener hears of progress
     * @param firstSerial the serial number of the first call
     */
    public DaemonSession(DaemonLink link, SessionListener listener, int firstSerial) {
        this(link, listener, firstSerial, new Limits(LAST_WAIT_MILLIS, SILENCE_MILLIS));
    }

    DaemonSession(DaemonLink link, SessionListener listener, int firstSerial, Limits limits) {
        this.limits = limits;
        this.conversation = new Conversation(link, listener);
        this.nextSerial = firstSerial;
    }

    /**
     * How long a daemon may take after a call was cancelled.
     *
     * @param lastWaitMillis to come into step before the call is left
     * @param silenceMillis to give a sign of life while a later call waits for that
     */
    record Limits(long lastWaitMillis, long silenceMillis) {}

    /**
     * Waits until the daemon says that it is up, however long that takes.
     *
     * @throws IOException as the other method throws
     */
    public void awaitLaunch() throws IOException {
        awaitLaunch(Cancellation.never());
    }

    /**
     * Waits until the daemon says that it is up, which must be the first thing it sends.
     *
     * @param cancellation ends the wait, and with it the session
     * @throws WaitGivenUpException when the wait was ended
     * @throws ProtocolException when it sends something else
     * @throws LinkClosedException when the link ends before that
     * @throws IOException never beyond these three
     */
    public void awaitLaunch(Cancellation cancellation) throws IOException {
        refuseUnlessUsable();
        conversation.patience(Waiting.unlessCancelled(cancellation, new FirstFailure()));
        try {
            conversation.awaitLaunch();
        } catch (Throwable e) {
            end = e;
            throw e;
        }
    }

    /**
     * Makes one call and waits for its end. An exception that the listener, a source or a sink throws comes out of
     * here after the call was brought to its end.
     *
     * @param call what is called
     * @param request with what
     * @param <R> what the call returns
     * @return what the daemon answered
     * @throws RequestTooLargeException when the arguments do not fit into a message; nothing was sent
     * @throws TransferException when a file was not transferred; the session can be used further
     * @throws ProtocolException when the daemon sent what it must not send; the session is poisoned
     * @throws LinkClosedException when the link ended; the session is poisoned
     * @throws IOException never beyond these four
     * @throws io.guestfs.protocol.xdr.WireTextException when an argument cannot be sent as text; nothing was sent
     * @throws IllegalStateException when a call is running already, as when a listener makes one
     */
    public <R extends @Nullable Object> Reply<R> call(CallDescriptor<R> call, Request request) throws IOException {
        refuseUnlessUsable();
        busy = true;
        try {
            FirstFailure failure = new FirstFailure();
            conversation.begin(failure);
            Reply<R> reply = converse(call, request, failure);
            failure.rethrow();
            return Objects.requireNonNull(reply, "a call that did not fail has a reply");
        } finally {
            busy = false;
            message.reset();
        }
    }

    /** The serial number that the next call would have. */
    public int nextSerial() {
        return nextSerial;
    }

    /** Whether the conversation is over because something broke it. */
    public boolean poisoned() {
        return end != null;
    }

    private void refuseUnlessUsable() throws IOException {
        if (end instanceof LinkClosedException) {
            throw new LinkClosedException("the link to the daemon has ended earlier: " + end.getMessage(), end);
        }
        if (end != null) {
            throw new ProtocolException("the conversation with the daemon was given up earlier: " + end, end);
        }
        if (busy) {
            throw new IllegalStateException("a call to the daemon is running; another one cannot be made inside it");
        }
    }

    private <R extends @Nullable Object> @Nullable Reply<R> converse(
            CallDescriptor<R> call, Request request, FirstFailure failure) throws IOException {
        int serial = nextSerial++;
        encode(call, request, serial);
        UnfinishedCall running = new UnfinishedCall(
                conversation,
                body -> decode(call, serial, body) instanceof Reply.Value,
                request.downloads().size());
        try {
            return exchange(call, request, serial, running, failure);
        } catch (WaitGivenUpException e) {
            giveUp(running, request, failure);
            return null;
        } catch (Throwable e) {
            end = e;
            failure.attachTo(e);
            throw e;
        }
    }

    private <R extends @Nullable Object> @Nullable Reply<R> exchange(
            CallDescriptor<R> call, Request request, int serial, UnfinishedCall running, FirstFailure failure)
            throws IOException {
        Patience patience =
                request.transfers() ? Waiting.unlessCancelled(request.cancellation(), failure) : Patience.endless();
        finishEarlierCall(patience);
        conversation.patience(patience);
        // A cancel flag that is read here comes too late for the upload it was meant for.
        conversation.daemonCancelled();
        if (failure.present()) {
            return null;
        }
        running.requested(!request.uploads().isEmpty());
        conversation.send(message.toBuffer());
        @Nullable Upload refused = upload(uploads(request, failure, running), running);
        Reply<R> reply = decode(call, serial, conversation.nextReply());
        running.replied(reply instanceof Reply.Value);
        if (reply instanceof Reply.Value) {
            if (refused != null) {
                refused.refusedWithoutReason();
            }
            download(downloads(request, failure, running));
        }
        return reply;
    }

    /** What a cancelled call has left is exchanged first. */
    private void finishEarlierCall(Patience patience) throws IOException {
        UnfinishedCall earlier = unfinished;
        if (earlier == null) {
            return;
        }
        Waiting.WhileMoving waiting = new Waiting.WhileMoving(conversation::movement, limits.silenceMillis(), patience);
        conversation.patience(waiting);
        try {
            earlier.finish();
            unfinished = null;
        } catch (WaitGivenUpException e) {
            if (waiting.silent()) {
                throw new LinkClosedException(
                        "the daemon gave no sign of life for " + limits.silenceMillis() / 1000
                                + " s while a cancelled call was brought to its end",
                        e);
            }
            throw e;
        }
    }

    /** The caller wants to wait no longer: tells the daemon, and keeps what cannot be exchanged within a moment. */
    private void giveUp(UnfinishedCall running, Request request, FirstFailure failure) throws IOException {
        if (!failure.present()) {
            failure.add(new TransferException(TransferException.Kind.CANCELLED, request.subject(), null));
        }
        if (unfinished != null || !running.begun()) {
            // The request has not been sent; an earlier call may still be in the way.
            return;
        }
        running.cancel(batch());
        unfinished = running;
        conversation.patience(Waiting.atMost(limits.lastWaitMillis()));
        try {
            running.finish();
            unfinished = null;
        } catch (WaitGivenUpException e) {
            // The next call goes on here.
            return;
        } catch (Throwable e) {
            end = e;
            failure.attachTo(e);
            throw e;
        }
    }

    private ChunkBatch batch() {
        if (batch == null) {
            batch = new ChunkBatch();
        }
        return batch;
    }

    private List<Upload> uploads(Request request, FirstFailure failure, UnfinishedCall running) {
        List<Upload> uploads = new ArrayList<>();
        for (ChunkSource source : request.uploads()) {
            uploads.add(new Upload(running, batch(), source, request.cancellation(), failure));
        }
        return uploads;
    }

    private List<Download> downloads(Request request, FirstFailure failure, UnfinishedCall running) {
        List<Download> downloads = new ArrayList<>();
        for (ChunkSink sink : request.downloads()) {
            downloads.add(new Download(conversation, sink, request.cancellation(), failure, running));
        }
        return downloads;
    }

    private void encode(CallDescriptor<?> call, Request request, int serial) throws RequestTooLargeException {
        long hint = 0;
        for (ChunkSource source : request.uploads()) {
            hint += Math.max(0, source.sizeHint());
        }
        MessageHeader header = MessageHeader.request(call.procedure(), serial, hint, request.optargsBitmask());
        try {
            header.encode(message);
            request.arguments().encode(message);
        } catch (XdrOverflowException e) {
            XdrWriter counter = XdrWriter.counting();
            header.encode(counter);
            request.arguments().encode(counter);
            throw new RequestTooLargeException(call.name(), counter.size(), e.limit(), e);
        }
    }

    /** Sends the files; gives the one that the daemon did not want to its end, if any. */
    private static @Nullable Upload upload(List<Upload> uploads, UnfinishedCall running) throws IOException {
        for (Upload upload : uploads) {
            running.uploadsAnother();
            Upload.Outcome outcome = upload.run();
            if (outcome != Upload.Outcome.SENT) {
                return outcome == Upload.Outcome.REFUSED ? upload : null;
            }
        }
        return null;
    }

    private static void download(List<Download> downloads) throws IOException {
        for (Download download : downloads) {
            if (!download.run()) {
                return;
            }
        }
    }

    private static <R extends @Nullable Object> Reply<R> decode(CallDescriptor<R> call, int serial, ByteBuffer body)
            throws ProtocolException {
        XdrReader in = new XdrReader(body);
        try {
            MessageHeader header = MessageHeader.decode(in);
            header.checkReplyTo(call.procedure(), serial);
            Reply<R> reply = header.status() == ProtocolNumbers.STATUS_OK
                    ? new Reply.Value<>(call.decoder().decode(in))
                    : new Reply.DaemonError<>(ErrorReply.decode(in));
            if (in.hasRemaining()) {
                throw new XdrException(in.remaining() + " bytes follow the reply", in.position());
            }
            return reply;
        } catch (XdrException e) {
            throw new ProtocolException(
                    "the daemon's reply to " + call.name() + " cannot be used: " + e.getMessage(), e);
        }
    }
}

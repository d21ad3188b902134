package io.guestfs.protocol.session;

import io.guestfs.protocol.frame.ChunkBatch;
import io.guestfs.protocol.frame.DaemonLink;
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
 * <p>Not safe for use by several threads at once: the owner lets one call in at a time.
 */
public final class DaemonSession {
    private final Conversation conversation;
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
        this.conversation = new Conversation(link, listener);
        this.nextSerial = firstSerial;
    }

    /**
     * Waits until the daemon says that it is up, which must be the first thing it sends.
     *
     * @throws ProtocolException when it sends something else
     * @throws LinkClosedException when the link ends before that
     * @throws IOException never beyond these two
     */
    public void awaitLaunch() throws IOException {
        refuseUnlessUsable();
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
        List<Upload> uploads = uploads(request, failure);
        List<Download> downloads = downloads(request, failure);
        encode(call, request, serial);
        try {
            // A cancel flag that is read here comes too late for the upload it was meant for.
            conversation.daemonCancelled();
            if (failure.present()) {
                return null;
            }
            conversation.send(message.toBuffer());
            @Nullable Upload refused = upload(uploads);
            Reply<R> reply = decode(call, serial, conversation.nextReply());
            if (reply instanceof Reply.Value) {
                if (refused != null) {
                    refused.refusedWithoutReason();
                }
                download(downloads);
            }
            return reply;
        } catch (Throwable e) {
            end = e;
            failure.attachTo(e);
            throw e;
        }
    }

    private List<Upload> uploads(Request request, FirstFailure failure) {
        List<Upload> uploads = new ArrayList<>();
        for (ChunkSource source : request.uploads()) {
            if (batch == null) {
                batch = new ChunkBatch();
            }
            uploads.add(new Upload(conversation, batch, source, request.cancellation(), failure));
        }
        return uploads;
    }

    private List<Download> downloads(Request request, FirstFailure failure) {
        List<Download> downloads = new ArrayList<>();
        for (ChunkSink sink : request.downloads()) {
            downloads.add(new Download(conversation, sink, request.cancellation(), failure));
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
    private static @Nullable Upload upload(List<Upload> uploads) throws IOException {
        for (Upload upload : uploads) {
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

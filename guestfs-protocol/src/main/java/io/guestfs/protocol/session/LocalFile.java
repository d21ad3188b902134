package io.guestfs.protocol.session;

import java.io.IOException;
import java.io.InterruptedIOException;

/** A source or sink, used so that nothing it throws gets in the way of the protocol: failures are recorded. */
final class LocalFile {
    /** One use of the file. */
    interface Step {
        void run() throws IOException;
    }

    private final String subject;
    private final Step opening;
    private final Step closing;
    private final FirstFailure failure;
    private boolean closed;

    LocalFile(String subject, Step opening, Step closing, FirstFailure failure) {
        this.subject = subject;
        this.opening = opening;
        this.closing = closing;
        this.failure = failure;
    }

    /** Opens; says whether that went well. */
    boolean open() {
        return attempt(TransferException.Kind.LOCAL_OPEN, opening);
    }

    /** Closes unless that was done already; says whether that went well. */
    boolean close() {
        if (closed) {
            return true;
        }
        closed = true;
        return attempt(TransferException.Kind.LOCAL_CLOSE, closing);
    }

    /** Closes after the last byte. When that was not awaited on request, the transfer counts as cancelled. */
    void finish(Cancellation cancellation) {
        closed = true;
        attempt(TransferException.Kind.LOCAL_CLOSE, () -> {
            try {
                closing.run();
            } catch (InterruptedIOException e) {
                if (requested(cancellation)) {
                    record(TransferException.Kind.CANCELLED);
                }
                throw e;
            }
        });
    }

    /** Whether the transfer must stop: on request, which is then recorded, or after a failure. */
    boolean stopped(Cancellation cancellation) {
        if (requested(cancellation)) {
            record(TransferException.Kind.CANCELLED);
        }
        return failure.present();
    }

    /** Records that the daemon has given up, which is what our side asked for if it did ask. */
    void daemonGaveUp(Cancellation cancellation) {
        record(requested(cancellation) ? TransferException.Kind.CANCELLED : TransferException.Kind.DAEMON_CANCELLED);
    }

    void record(TransferException.Kind kind) {
        failure.add(new TransferException(kind, subject, null));
    }

    /** Does something with the file; says whether that went well. */
    boolean attempt(TransferException.Kind kind, Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            failure.add(new TransferException(kind, subject, e));
        } catch (Throwable e) {
            failure.add(e);
        }
        return false;
    }

    private boolean requested(Cancellation cancellation) {
        return requested(cancellation, failure);
    }

    /** Whether somebody wants the transfer to stop; one who cannot say it has failed. */
    static boolean requested(Cancellation cancellation, FirstFailure failure) {
        try {
            return cancellation.requested();
        } catch (Throwable e) {
            failure.add(e);
            return false;
        }
    }
}

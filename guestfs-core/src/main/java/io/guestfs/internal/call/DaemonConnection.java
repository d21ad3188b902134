package io.guestfs.internal.call;

import io.guestfs.appliance.report.DriveFault;
import io.guestfs.protocol.session.CallDescriptor;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to the daemon of a launched handle. */
public interface DaemonConnection {

    /**
     * Makes one call.
     *
     * @throws IOException as the session of the protocol throws
     */
    <R> Reply<R> call(CallDescriptor<R> call, Request request) throws IOException;

    /** Tells whether the conversation broke off midway, so that nobody knows what the next bytes mean. */
    boolean broken();

    /**
     * Takes the first fault of a drive on the host that no call has told yet.
     *
     * @param readingToo whether a drive that could not be read counts as well
     * @return the fault; null if there is none
     */
    @Nullable
    DriveFault takeDriveFault(boolean readingToo);

    /**
     * Ends an appliance whose connection is gone or can't be trusted any more: qemu is killed, the handle goes back to
     * the state before launch, one SUBPROCESS_QUIT is raised.
     *
     * @return how it ended, for the exception
     */
    Loss lost();

    /**
     * How an appliance ended.
     *
     * @param exit a sentence on how qemu ended
     * @param consoleTail the last lines of console and qemu
     */
    record Loss(String exit, List<String> consoleTail) {}
}

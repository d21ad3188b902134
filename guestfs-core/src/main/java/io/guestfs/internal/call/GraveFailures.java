package io.guestfs.internal.call;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.CancelledException;
import io.guestfs.error.DriveFailedException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;

/**
 * Failures that are no answer of the guest. Who can do without an answer passes over a refusal; over one of these nobody may pass: the
 * failure of a drive, for example, is told only once.
 */
public final class GraveFailures {

    private GraveFailures() {}

    /**
     * Throws the failure if it is one of them.
     *
     * @param failure what a call threw
     */
    public static void rethrow(GuestFSException failure) {
        if (failure instanceof ApplianceLostException
                || failure instanceof HandleClosedException
                || failure instanceof CancelledException
                || failure instanceof DriveFailedException) {
            throw failure;
        }
    }
}

package io.guestfs.internal.mountlocal;

import io.guestfs.error.ApplianceLostException;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.internal.mountlocal.libfuse.RefusedException;
import io.guestfs.protocol.message.Errno;

/** The error numbers that programs on the local machine get for failures of an operation. */
final class FailureNumbers {

    private static final int EIO = 5;

    private FailureNumbers() {}

    static int of(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.errno();
        }
        if (failure instanceof ApplianceLostException
                || failure instanceof HandleClosedException
                || failure instanceof WrongStateException) {
            return EIO;
        }
        if (failure instanceof GuestFSException e) {
            return e.errno() == 0 ? Errno.EINVAL : e.errno();
        }
        return EIO;
    }
}

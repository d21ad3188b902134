package io.guestfs.internal.handle;

import io.guestfs.internal.local.HandleIdentityHome;
import java.util.UUID;

/** The number that tells one handle from another, in place of the address that the C library gives. */
public final class HandleIdentity implements HandleIdentityHome {

    // Random, because a counter would be shared by all handles and say how many there were.
    private final long number = UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE;

    @Override
    public long cPointer() {
        return number;
    }
}

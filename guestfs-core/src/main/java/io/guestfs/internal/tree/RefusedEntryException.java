package io.guestfs.internal.tree;

import java.io.IOException;

/** An archive holds what must not be unpacked. */
public final class RefusedEntryException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedEntryException(EntryName name, String reason) {
        super("the guest sent '" + name.shown() + "', " + reason);
    }
}

package io.guestfs.it.compare;

import io.guestfs.protocol.description.CallSpec;
import java.util.List;

/** A handle of one of the two libraries, which calls are made on by their names. */
interface Library extends AutoCloseable {

    /** Makes a call; what goes wrong in it is an outcome too. */
    Outcome make(CallSpec call, Arguments arguments);

    /** The list that trace lines are appended to, while it is open. */
    List<String> trace();

    /** Whether the library gives the names that drives should have where the daemon shows those of the kernel. */
    default boolean putsRight(String call) {
        return false;
    }

    @Override
    void close();
}

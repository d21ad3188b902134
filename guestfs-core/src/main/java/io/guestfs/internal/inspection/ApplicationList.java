package io.guestfs.internal.inspection;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.Application2;
import java.util.ArrayList;
import java.util.List;

/** Applications while they are found. A guest that claims an absurd number of them must not fill the memory. */
final class ApplicationList {

    /** Far more than any distribution has. */
    static final int MOST = 50_000;

    private final String call;
    private final List<Application2> applications = new ArrayList<>();

    ApplicationList(String call) {
        this.call = call;
    }

    /** The call that asked for the list. */
    String call() {
        return call;
    }

    /** Adds one; an error when there are too many. */
    void add(ApplicationDraft draft) {
        demandAtMost(applications.size() + 1);
        applications.add(draft.toApplication());
    }

    /** An error when so many applications are more than a guest has. */
    void demandAtMost(long count) {
        if (count > MOST) {
            throw new GuestFSException(
                    call, "the guest claims to have more than " + MOST + " applications", ErrorNumber.EFBIG);
        }
    }

    /** What was found, in the order of the guest. */
    List<Application2> found() {
        return applications;
    }
}

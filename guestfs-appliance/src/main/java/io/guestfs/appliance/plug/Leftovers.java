package io.guestfs.appliance.plug;

import io.guestfs.appliance.qmp.QmpException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Images that qemu did not close when it was told to, because the guest had not let go of them yet. */
final class Leftovers {
    private final DriveCommands qemu;
    private final Set<String> keys = new LinkedHashSet<>();

    Leftovers(DriveCommands qemu) {
        this.qemu = qemu;
    }

    /** Has an image closed; if qemu does not do so, it is to be told again. */
    void delete(String key) throws QmpException {
        keys.add(key);
        qemu.deleteNode(key);
        keys.remove(key);
    }

    /** Has those closed that can be closed by now. A qemu that does not answer is not asked about the others. */
    void tryAgain() {
        for (String key : List.copyOf(keys)) {
            try {
                delete(key);
            } catch (QmpException e) {
                if (e.errorClass().isEmpty()) {
                    return;
                }
            }
        }
    }
}

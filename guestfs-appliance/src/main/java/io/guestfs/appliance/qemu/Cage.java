package io.guestfs.appliance.qemu;

import io.guestfs.appliance.qemu.QemuCommandLine.Items;
import io.guestfs.appliance.workdir.RootRights;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What qemu takes from itself once it runs, so that a guest that breaks out of it finds little.
 *
 * @param sandbox true to forbid system calls that it does not need: starting programs, becoming somebody else
 * @param emptyRoot an empty directory that becomes its root, with an unprivileged user to be; null to leave both alone
 */
public record Cage(boolean sandbox, @Nullable Path emptyRoot) {
    /** No cage. */
    public static final Cage OPEN = new Cage(false, null);

    private static final String USER = RootRights.NOBODY;

    void add(QemuCommandLine line) {
        if (sandbox) {
            line.list(
                    "-sandbox",
                    new Items()
                            .word("on")
                            .item("obsolete", "deny")
                            // qemu itself has to change its user; it has no privileges left after that.
                            .item("elevateprivileges", emptyRoot == null ? "deny" : "allow")
                            .item("spawn", "deny")
                            .item("resourcecontrol", "deny"));
        }
        if (emptyRoot != null) {
            line.plain("-runas", USER).plain("-chroot", emptyRoot.toString());
        }
    }
}

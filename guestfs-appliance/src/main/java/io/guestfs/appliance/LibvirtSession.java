package io.guestfs.appliance;

import io.guestfs.appliance.libvirt.LibvirtDoor;
import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.appliance.libvirt.LibvirtGuest;
import io.guestfs.appliance.libvirt.LibvirtHost;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connection of one appliance to libvirt, with the secrets that libvirt keeps for it. Nothing of it stays when it is finished. */
final class LibvirtSession {
    private final LibvirtThread thread = new LibvirtThread("guestfs-libvirt");
    private final LaunchListener listener;
    private final LongSupplier millisLeft;
    /** Both are touched on the thread for libvirt only. */
    private final List<String> secrets = new ArrayList<>();

    private @Nullable LibvirtHost host;

    LibvirtSession(LaunchListener listener, LongSupplier millisLeft) {
        this.listener = listener;
        this.millisLeft = millisLeft;
    }

    /** Something that is asked of a host. */
    interface HostQuestion<R> {
        R ask(LibvirtHost host) throws LibvirtFailure;
    }

    String open(LibvirtDoor door, @Nullable String uri) throws LibvirtFailure, ApplianceException {
        return thread.ask(
                () -> {
                    LibvirtHost opened = door.open(uri, thread.errands());
                    host = opened;
                    return opened.uri();
                },
                listener::aborted,
                millisLeft);
    }

    <R> R ask(HostQuestion<R> question) throws LibvirtFailure, ApplianceException {
        return thread.ask(
                () -> {
                    LibvirtHost open = host;
                    if (open == null) {
                        throw new LibvirtFailure("the connection is not open", null);
                    }
                    return question.ask(open);
                },
                listener::aborted,
                millisLeft);
    }

    String keepSecret(String xml, byte[] value) throws LibvirtFailure, ApplianceException {
        return ask(open -> {
            String uuid = open.keepSecret(xml, value);
            secrets.add(uuid);
            return uuid;
        });
    }

    /** Starts a domain. Its qemu has the secrets then, so libvirt forgets them: nobody else would have it do so if we were killed. */
    LibvirtGuest start(String xml) throws LibvirtFailure, ApplianceException {
        return ask(open -> {
            LibvirtGuest guest = open.start(xml);
            forgetSecrets(open);
            return guest;
        });
    }

    private void forgetSecrets(LibvirtHost open) {
        secrets.removeIf(uuid -> forgotten(open, uuid));
    }

    /** Ends what runs, forgets the secrets, closes the connection. */
    boolean finish(Runnable before, Duration limit) {
        return thread.finish(
                () -> {
                    before.run();
                    LibvirtHost open = host;
                    if (open != null) {
                        forgetSecrets(open);
                        open.close();
                    }
                },
                limit);
    }

    private static boolean forgotten(LibvirtHost open, String uuid) {
        try {
            open.forgetSecret(uuid);
            return true;
        } catch (LibvirtFailure e) {
            // It is tried again at the end, and was never to be kept: libvirt forgets it when it ends.
            return false;
        }
    }
}

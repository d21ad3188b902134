package io.guestfs.appliance;

import io.guestfs.appliance.process.ChildProcess;
import io.guestfs.appliance.report.LaunchListener;
import java.io.IOException;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/** Nobody else can enter the directory of our sockets; but should something else connect, it is not taken for qemu. */
final class PeerCheck {
    private PeerCheck() {}

    static boolean comesFrom(ChildProcess qemu, UnixSocketChannel channel, LaunchListener listener) throws IOException {
        Credentials peer = channel.getOption(UnixSocketOptions.SO_PEERCRED);
        boolean known = peer == null
                || peer.getPid() <= 0
                || qemu.isOrStarted(peer.getPid())
                || ProcessHandle.of(peer.getPid()).isEmpty();
        if (!known) {
            listener.debug(
                    "process " + peer.getPid() + ", which is not qemu, connected to a socket of ours; turned away");
        }
        return known;
    }
}

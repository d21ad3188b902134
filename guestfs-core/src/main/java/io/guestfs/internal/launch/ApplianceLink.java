package io.guestfs.internal.launch;

import io.guestfs.appliance.DaemonSocket;
import io.guestfs.appliance.RunningAppliance;
import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The daemon socket as the protocol wants it, with the console handed over whenever the caller waits. */
final class ApplianceLink implements DaemonLink {

    private final DaemonSocket socket;
    private final ConsolePump pump;

    ApplianceLink(RunningAppliance appliance, ConsolePump pump) {
        this.socket = appliance.daemon();
        this.pump = pump;
        socket.onNudge(pump::pump);
        appliance.console().onData(socket::nudge);
    }

    @Override
    public int read(ByteBuffer into, Patience patience) throws IOException {
        pump.pump();
        int n = socket.read(into, patience::millis);
        // Console text written before the reply is older than the reply.
        pump.pump();
        return n;
    }

    @Override
    public boolean readable() throws IOException {
        return socket.readable();
    }

    @Override
    public void write(ByteBuffer bytes, Patience patience) throws IOException {
        socket.write(bytes, patience::millis);
    }

    @Override
    public void check() throws IOException {
        socket.check();
    }

    @Override
    public void close() {
        socket.close();
    }
}

package io.guestfs.appliance.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.constants.platform.Errno;
import jnr.constants.platform.SocketLevel;
import jnr.posix.CmsgHdr;
import jnr.posix.MsgHdr;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** Bytes for a Unix socket with an open file at their side. */
final class DescriptorMessage {
    /** That ancillary data is a list of descriptors; the same number on all systems. */
    private static final int RIGHTS = 1;

    private static final int NO_FLAGS = 0;

    private DescriptorMessage() {}

    /** Sends some of the bytes and moves their position; zero if the socket takes nothing now. */
    static int send(int socket, ByteBuffer bytes, int descriptor) throws IOException {
        POSIX posix = POSIXFactory.getNativePOSIX();
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining());
        direct.put(bytes.duplicate()).flip();
        MsgHdr message = posix.allocateMsgHdr();
        message.setIov(new ByteBuffer[] {direct});
        CmsgHdr control = message.allocateControl(Integer.BYTES);
        control.setLevel(SocketLevel.SOL_SOCKET.intValue());
        control.setType(RIGHTS);
        ByteBuffer data = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        data.putInt(0, descriptor);
        control.setData(data);
        int sent = posix.sendmsg(socket, message, NO_FLAGS);
        if (sent >= 0) {
            bytes.position(bytes.position() + sent);
            return sent;
        }
        Errno error = Errno.valueOf(posix.errno());
        if (error == Errno.EAGAIN || error == Errno.EWOULDBLOCK || error == Errno.EINTR) {
            return 0;
        }
        throw new IOException("sending an open file to the monitor of qemu failed: " + error.description());
    }
}

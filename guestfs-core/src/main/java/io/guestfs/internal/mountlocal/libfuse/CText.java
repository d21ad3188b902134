package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.MemoryIO;
import io.guestfs.protocol.xdr.WireText;

/** A text in native memory, with a zero byte behind it. */
final class CText implements AutoCloseable {

    final long address;

    CText(String text) {
        byte[] bytes = WireText.encode(text);
        address = MemoryIO.getInstance().allocateMemory(bytes.length + 1L, true);
        MemoryIO.getInstance().putZeroTerminatedByteArray(address, bytes, 0, bytes.length);
    }

    @Override
    public void close() {
        MemoryIO.getInstance().freeMemory(address);
    }
}

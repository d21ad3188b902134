package io.guestfs.internal.inspection;

import io.guestfs.protocol.xdr.WireText;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of a text of the guest, decoded one by one: millions of empty lines need no more memory than their bytes. */
final class GuestLines implements Iterable<String> {

    private final byte[] bytes;

    GuestLines(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private int start;

            @Override
            public boolean hasNext() {
                return start < bytes.length;
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                String line = WireText.decode(bytes, start, end - start);
                start = end + 1;
                return line;
            }
        };
    }
}

package io.guestfs.protocol.xdr;

/** A string that cannot be sent: it holds U+0000 or a surrogate that stands for nothing. */
public final class WireTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int index;

    WireTextException(String problem, int index) {
        super(problem + " at index " + index + " of the string");
        this.index = index;
    }

    /** Index of the {@code char} that cannot be sent. */
    public int index() {
        return index;
    }
}

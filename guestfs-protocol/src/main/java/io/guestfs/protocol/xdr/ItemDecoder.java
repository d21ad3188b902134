package io.guestfs.protocol.xdr;

/**
 * Reads one item of a list.
 *
 * @param <T> what an item becomes
 */
@FunctionalInterface
public interface ItemDecoder<T> {
    /**
     * Reads one item.
     *
     * @param in positioned at the item
     * @return the item
     * @throws XdrException when the bytes are not such an item
     */
    T decode(XdrReader in) throws XdrException;
}

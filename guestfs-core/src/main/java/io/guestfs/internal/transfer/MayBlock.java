package io.guestfs.internal.transfer;

/** An end of a transfer that may have to wait for somebody else on the host: a pipe, a socket, a device. */
interface MayBlock {
    /** Whether it may. */
    boolean mayBlock();
}

/**
 * The part of XDR (RFC 4506) that the daemon speaks: typed puts and gets over byte buffers, and the one place where
 * wire bytes become text and back. Whatever comes from the wire is checked before memory is spent on it.
 */
@NullMarked
package io.guestfs.protocol.xdr;

import org.jspecify.annotations.NullMarked;

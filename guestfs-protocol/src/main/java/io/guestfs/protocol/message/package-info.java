/**
 * The fixed structures of the protocol, one record each, with the numbers of the wire: the header, the error reply, a
 * chunk of a file and a progress message.
 */
@NullMarked
package io.guestfs.protocol.message;

import org.jspecify.annotations.NullMarked;

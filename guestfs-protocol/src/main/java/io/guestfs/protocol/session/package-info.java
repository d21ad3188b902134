/**
 * One conversation with the daemon: requests, uploads, replies, downloads and cancellation in one fixed order. The
 * first broken frame ends the conversation for good.
 */
@NullMarked
package io.guestfs.protocol.session;

import org.jspecify.annotations.NullMarked;

/**
 * Frames: length words and flags on a byte stream. Reads are buffered, lengths above the limit are refused.
 */
@NullMarked
package io.guestfs.protocol.frame;

import org.jspecify.annotations.NullMarked;

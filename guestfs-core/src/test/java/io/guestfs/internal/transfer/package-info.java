/** Tests of the two ends of a transfer. */
@NullMarked
package io.guestfs.internal.transfer;

import org.jspecify.annotations.NullMarked;

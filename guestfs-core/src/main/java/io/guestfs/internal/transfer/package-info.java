/** Files, streams and channels of the host as the two ends of a transfer. */
@NullMarked
package io.guestfs.internal.transfer;

import org.jspecify.annotations.NullMarked;

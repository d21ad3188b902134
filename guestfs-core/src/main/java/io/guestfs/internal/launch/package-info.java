/** Starts, watches and ends the appliance of a handle. */
@NullMarked
package io.guestfs.internal.launch;

import org.jspecify.annotations.NullMarked;

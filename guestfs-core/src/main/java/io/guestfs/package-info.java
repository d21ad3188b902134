/**
 * Open, inspect, repair and make disk images of virtual machines. {@link io.guestfs.GuestFS} is where to begin.
 */
@NullMarked
package io.guestfs;

import org.jspecify.annotations.NullMarked;

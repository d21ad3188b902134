/**
 * Talking about qemu: finding and probing it, and building its command line and that of the appliance kernel.
 */
@NullMarked
package io.guestfs.appliance.qemu;

import org.jspecify.annotations.NullMarked;

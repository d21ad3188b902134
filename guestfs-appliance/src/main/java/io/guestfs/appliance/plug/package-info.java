/**
 * Plugs drives into a qemu that runs, and out of it, through its monitor. Files are opened here and handed over, so that it works
 * for a qemu which may open nothing itself; what qemu makes of them is told node by node, so that it never guesses.
 */
@NullMarked
package io.guestfs.appliance.plug;

import org.jspecify.annotations.NullMarked;

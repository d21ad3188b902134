/**
 * The monitor of qemu: commands with answers and time limits, and the events that qemu tells by itself. Knows nothing of drives
 * or launches; what an event means is decided by who listens.
 */
@NullMarked
package io.guestfs.appliance.qmp;

import org.jspecify.annotations.NullMarked;

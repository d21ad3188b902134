/** Tests of the monitor, against a peer in the place of qemu. */
@NullMarked
package io.guestfs.appliance.qmp;

import org.jspecify.annotations.NullMarked;

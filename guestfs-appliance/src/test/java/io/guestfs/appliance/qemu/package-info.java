/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.qemu;

import org.jspecify.annotations.NullMarked;

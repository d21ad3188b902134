/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.drive;

import org.jspecify.annotations.NullMarked;

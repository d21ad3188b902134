/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.image;

import org.jspecify.annotations.NullMarked;

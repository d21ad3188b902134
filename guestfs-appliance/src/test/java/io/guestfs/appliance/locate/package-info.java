/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.locate;

import org.jspecify.annotations.NullMarked;

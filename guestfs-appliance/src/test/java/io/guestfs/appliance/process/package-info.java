/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.process;

import org.jspecify.annotations.NullMarked;

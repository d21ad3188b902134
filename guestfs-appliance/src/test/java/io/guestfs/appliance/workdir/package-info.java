/** Tests of this package. */
@NullMarked
package io.guestfs.appliance.workdir;

import org.jspecify.annotations.NullMarked;

/** Tests of plugging drives in and out. */
@NullMarked
package io.guestfs.appliance.plug;

import org.jspecify.annotations.NullMarked;

/** Tests against the real appliance. */
@NullMarked
package io.guestfs.it;

import org.jspecify.annotations.NullMarked;

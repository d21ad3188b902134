/**
 * What {@link io.guestfs.Doctor} finds when it looks at the host.
 */
@NullMarked
package io.guestfs.diagnosis;

import org.jspecify.annotations.NullMarked;

/**
 * The model of a drive and the rules about what may be combined with what.
 */
@NullMarked
package io.guestfs.appliance.drive;

import org.jspecify.annotations.NullMarked;

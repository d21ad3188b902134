/**
 * What the parts of this module tell upwards: failures with phase and remedy, and the listener of a launch.
 */
@NullMarked
package io.guestfs.appliance.report;

import org.jspecify.annotations.NullMarked;

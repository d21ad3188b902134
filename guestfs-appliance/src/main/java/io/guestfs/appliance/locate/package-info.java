/**
 * Finding the appliance on the search path, or building it with supermin.
 */
@NullMarked
package io.guestfs.appliance.locate;

import org.jspecify.annotations.NullMarked;

/**
 * The door of the module: a launch request goes in, a running appliance with its daemon socket and console comes out.
 */
@NullMarked
package io.guestfs.appliance;

import org.jspecify.annotations.NullMarked;

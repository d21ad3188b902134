/**
 * Starting host processes, following them and ending them for certain.
 */
@NullMarked
package io.guestfs.appliance.process;

import org.jspecify.annotations.NullMarked;

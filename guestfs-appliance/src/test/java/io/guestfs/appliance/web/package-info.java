/** Tests of what reads drives at web servers. */
@NullMarked
package io.guestfs.appliance.web;

import org.jspecify.annotations.NullMarked;

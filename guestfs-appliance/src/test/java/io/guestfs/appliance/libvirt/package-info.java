/** Tests of what libvirt is told. */
@NullMarked
package io.guestfs.appliance.libvirt;

import org.jspecify.annotations.NullMarked;

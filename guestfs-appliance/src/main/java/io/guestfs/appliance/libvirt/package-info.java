/**
 * An appliance as a domain of libvirt: its definition as XML, what libvirt tells of its host, and the narrow way to libvirt itself,
 * which another module provides.
 */
@NullMarked
package io.guestfs.appliance.libvirt;

import org.jspecify.annotations.NullMarked;

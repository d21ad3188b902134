/**
 * The disks of libvirt domains and the logins to libvirt. Reading a definition needs no libvirt; the classes whose name
 * begins with Libvirt and that touch the optional binding are loaded when a domain is asked for, never before.
 */
@NullMarked
package io.guestfs.internal.domain;

import org.jspecify.annotations.NullMarked;

/**
 * Reads drives at web servers for qemu, with a program that was made for it: the driver of qemu can lose a read for ever when a
 * server keeps connections open.
 */
@NullMarked
package io.guestfs.appliance.web;

import org.jspecify.annotations.NullMarked;

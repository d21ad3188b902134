/**
 * Disk images: making them, laying overlays over them and asking what they are, all through qemu-img.
 */
@NullMarked
package io.guestfs.appliance.image;

import org.jspecify.annotations.NullMarked;

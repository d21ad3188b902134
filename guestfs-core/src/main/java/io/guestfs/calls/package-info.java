/**
 * The calls of the library, one interface per family, and one class of optional arguments for each call that has some. The
 * handle implements all of the interfaces. Every call is named as in the C library, in camel case: {@code
 * guestfs_part_disk} is {@code partDisk}.
 */
@NullMarked
package io.guestfs.calls;

import org.jspecify.annotations.NullMarked;

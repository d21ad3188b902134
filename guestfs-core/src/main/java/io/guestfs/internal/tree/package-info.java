/** Trees of files on their way between host and guest: packed and unpacked as tar archives, with names kept as bytes. */
@NullMarked
package io.guestfs.internal.tree;

import org.jspecify.annotations.NullMarked;

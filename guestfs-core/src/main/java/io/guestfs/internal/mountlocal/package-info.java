/**
 * The home of the calls that mount the guest's files on the local machine, and the file system behind it: operations of
 * the kernel become calls on the handle, with caches that a directory listing fills.
 */
@NullMarked
package io.guestfs.internal.mountlocal;

import org.jspecify.annotations.NullMarked;

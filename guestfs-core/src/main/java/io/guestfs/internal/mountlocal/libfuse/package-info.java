/**
 * The way to libfuse 2, the C library of FUSE: its functions and structures over jffi, and the operations of a file
 * system in Java terms. Knows nothing of guests. The classes that touch native code are loaded with the first mount.
 */
@NullMarked
package io.guestfs.internal.mountlocal.libfuse;

import org.jspecify.annotations.NullMarked;

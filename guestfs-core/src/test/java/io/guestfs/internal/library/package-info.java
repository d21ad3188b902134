/** Tests of what the homes of library calls make of streams. */
@NullMarked
package io.guestfs.internal.library;

import org.jspecify.annotations.NullMarked;

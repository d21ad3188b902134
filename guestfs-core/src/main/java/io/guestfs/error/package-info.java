/** What a call throws: one unchecked family, told apart by what the caller can do next. */
@NullMarked
package io.guestfs.error;

import org.jspecify.annotations.NullMarked;

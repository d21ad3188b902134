/** Homes of the calls that are answered on our side, one subject each. */
@NullMarked
package io.guestfs.internal.library;

import org.jspecify.annotations.NullMarked;

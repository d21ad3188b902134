/** Small programs that show the library at work, one idea each. */
@NullMarked
package io.guestfs.examples;

import org.jspecify.annotations.NullMarked;

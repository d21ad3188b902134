/** The examples, tried. */
@NullMarked
package io.guestfs.examples;

import org.jspecify.annotations.NullMarked;

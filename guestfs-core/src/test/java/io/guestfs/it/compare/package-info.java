/**
 * The same calls made through this library and through the C library on equal images, and compared: results, error
 * numbers, messages and trace lines. What is called stands in scripts, {@code src/test/resources/compare/*.calls}.
 */
@NullMarked
package io.guestfs.it.compare;

import org.jspecify.annotations.NullMarked;

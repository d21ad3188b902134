/** The one way in which tests of all modules start a JVM of their own. */
@NullMarked
package io.guestfs.childjvm;

import org.jspecify.annotations.NullMarked;

/** What tests expect of the machine that they run on. */
@NullMarked
package io.guestfs.host;

import org.jspecify.annotations.NullMarked;

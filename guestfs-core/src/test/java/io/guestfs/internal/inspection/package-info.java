/** Tests of what is told about guests on our side. */
@NullMarked
package io.guestfs.internal.inspection;

import org.jspecify.annotations.NullMarked;

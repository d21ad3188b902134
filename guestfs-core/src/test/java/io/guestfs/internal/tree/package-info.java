/** Tests of trees on their way between host and guest. */
@NullMarked
package io.guestfs.internal.tree;

import org.jspecify.annotations.NullMarked;

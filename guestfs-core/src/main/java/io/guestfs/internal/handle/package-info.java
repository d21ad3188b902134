/** What a handle owns: its state, its settings, its callbacks, its last error, its private data. */
@NullMarked
package io.guestfs.internal.handle;

import org.jspecify.annotations.NullMarked;

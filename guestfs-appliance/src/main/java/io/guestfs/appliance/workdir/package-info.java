/**
 * The temporary, cache and socket directories, private to their owner.
 */
@NullMarked
package io.guestfs.appliance.workdir;

import org.jspecify.annotations.NullMarked;

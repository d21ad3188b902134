/** Runs a call: lock, events, checks, trace, state, conversation, result, errors, always in the same order. */
@NullMarked
package io.guestfs.internal.call;

import org.jspecify.annotations.NullMarked;

/** What a handle tells while it works: kinds of events, their payloads and the callbacks that take them. */
@NullMarked
package io.guestfs.event;

import org.jspecify.annotations.NullMarked;

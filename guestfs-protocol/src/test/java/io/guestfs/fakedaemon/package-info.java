/**
 * A daemon that is none, for tests: it speaks the protocol on a real Unix socket with byte code of its own, answers
 * from a script and breaks the rules on command.
 */
@NullMarked
package io.guestfs.fakedaemon;

import org.jspecify.annotations.NullMarked;

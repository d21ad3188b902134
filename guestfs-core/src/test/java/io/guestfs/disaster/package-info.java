/**
 * What goes wrong around a handle, on purpose: a fake qemu that dies, stops, stalls, floods or refuses to end, users who
 * cancel and close at the worst moment, callbacks that throw, JVMs that end in every way. Each test asserts how it ends:
 * one clean exception in time, and nothing left behind. The same against a real qemu is in {@code io.guestfs.it}.
 */
@NullMarked
package io.guestfs.disaster;

import org.jspecify.annotations.NullMarked;

/**
 * Benchmarks, run by hand: {@code mvn -B -Pbenchmark -pl guestfs-core -am verify}. They compare this library with the
 * Java binding of the C library, where that is installed, in the same run and over the same peer.
 */
@NullMarked
package io.guestfs.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Writes Java source from the description: public interfaces and records with their documentation, and the code that puts
 * arguments on the wire and takes results off it. It runs during the build only.
 */
@NullMarked
package io.guestfs.protocol.generator;

import org.jspecify.annotations.NullMarked;

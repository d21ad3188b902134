package io.guestfs.appliance.image;

import java.nio.file.Path;

/**
 * One image of a chain.
 *
 * @param file its real path
 * @param format its format, given or found out
 */
public record ImageLayer(Path file, String format) {}

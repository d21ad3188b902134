package io.guestfs.protocol.description;

/**
 * One optional feature group of the appliance.
 *
 * @param origin where it is described
 * @param name its name, as feature calls spell it
 * @param text what it stands for
 */
public record GroupSpec(Origin origin, String name, String text) {}

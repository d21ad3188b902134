package io.guestfs.protocol.description;

/**
 * One optional argument of a call.
 *
 * @param origin where it is described
 * @param name its name in lower snake case
 * @param type its type
 * @param text a phrase that says what to give and what holds when it is not given
 */
public record OptionSpec(Origin origin, String name, OptionType type, String text) {}

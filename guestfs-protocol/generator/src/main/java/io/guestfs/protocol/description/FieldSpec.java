package io.guestfs.protocol.description;

/**
 * One field of a structure.
 *
 * @param origin where it is described
 * @param name its name on the wire
 * @param type its type
 * @param text a phrase that says what it holds
 */
public record FieldSpec(Origin origin, String name, FieldType type, String text) {}

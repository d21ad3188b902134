package io.guestfs.internal.spec;

/**
 * One field of a structure.
 *
 * @param name name on the wire
 * @param type type on the wire
 */
public record FieldInfo(String name, FieldType type) {}

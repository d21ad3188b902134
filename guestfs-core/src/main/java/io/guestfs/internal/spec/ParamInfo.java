package io.guestfs.internal.spec;

/**
 * One parameter or one option of a call.
 *
 * @param name name on the wire, in lower snake case
 * @param type type of the value
 * @param kind what its text means; {@link StringKind#NONE} when it is not text
 */
public record ParamInfo(String name, ParamType type, StringKind kind) {}

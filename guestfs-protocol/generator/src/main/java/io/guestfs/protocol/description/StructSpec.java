package io.guestfs.protocol.description;

import java.util.List;

/**
 * One structure.
 *
 * @param origin where it is described
 * @param name its name on the wire
 * @param javaName simple name of the record
 * @param internal true when only the library itself uses it
 * @param summary one sentence
 * @param fields the fields in the order of the wire
 */
public record StructSpec(
        Origin origin, String name, String javaName, boolean internal, String summary, List<FieldSpec> fields) {}

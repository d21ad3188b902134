package io.guestfs.internal.spec;

import java.util.List;
import java.util.function.Function;

/**
 * The outline of one structure.
 *
 * @param <S> the record that holds it
 * @param wireName name in lower snake case
 * @param type class of the record
 * @param fields the fields in order
 * @param values takes a record apart into its field values, in the order of {@code fields}
 */
public record StructInfo<S>(String wireName, Class<S> type, List<FieldInfo> fields, Function<S, Object[]> values) {

    /**
     * Takes a copy of the fields, so that an outline never changes.
     *
     * @param wireName name in lower snake case
     * @param type class of the record
     * @param fields the fields in order
     * @param values takes a record apart
     */
    public StructInfo {
        fields = List.copyOf(fields);
    }
}

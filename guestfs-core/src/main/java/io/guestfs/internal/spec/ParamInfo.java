package io.guestfs.internal.spec;

import org.jspecify.annotations.Nullable;

/**
 * One parameter or one option of a call.
 *
 * @param name name on the wire, in lower snake case
 * @param type type of the value
 * @param kind what its text means; {@link StringKind#NONE} when it is not text
 * @param since the first version that has the option, where it came later than its call; otherwise null
 */
public record ParamInfo(
        String name,
        ParamType type,
        StringKind kind,
        @Nullable String since) {

    /**
     * Makes one that is as old as its call.
     *
     * @param name name on the wire
     * @param type type of the value
     * @param kind what its text means
     */
    public ParamInfo(String name, ParamType type, StringKind kind) {
        this(name, type, kind, null);
    }
}

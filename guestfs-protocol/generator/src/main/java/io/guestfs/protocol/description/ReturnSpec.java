package io.guestfs.protocol.description;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call.
 *
 * @param origin where it is described
 * @param type its type
 * @param struct name of the structure, for the types that have one, else null
 * @param kinds what its text means: one kind for text and lists, those of the key and the value for a map, else none
 * @param text a phrase that says what comes back; empty for {@link ReturnType#ERR}
 */
public record ReturnSpec(
        Origin origin, ReturnType type, @Nullable String struct, List<StringKind> kinds, String text) {

    /**
     * Tells whether the type is made of structures.
     *
     * @return true if it is
     */
    public boolean hasStruct() {
        return type == ReturnType.STRUCT || type == ReturnType.STRUCT_LIST;
    }
}

package io.guestfs.protocol.description;

/**
 * One required parameter of a call.
 *
 * @param origin where it is described
 * @param name its name in lower snake case
 * @param type its type
 * @param kind what its text means; {@link StringKind#PLAIN} for what is not text
 * @param text a phrase that says what to give
 */
public record ParamSpec(Origin origin, String name, ParamType type, StringKind kind, String text) {

    /**
     * Tells whether the parameter is a file, whose bytes travel apart from the other arguments.
     *
     * @return true if it is
     */
    public boolean isFile() {
        return kind == StringKind.FILE_IN || kind == StringKind.FILE_OUT;
    }
}

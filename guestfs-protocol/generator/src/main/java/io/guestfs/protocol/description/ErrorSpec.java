package io.guestfs.protocol.description;

/**
 * One way in which a call fails.
 *
 * @param errno name of the error, or {@code -} where there is none
 * @param when a phrase that says when it happens
 */
public record ErrorSpec(String errno, String when) {

    /** What stands in place of a name when the failure has none. */
    public static final String NO_ERRNO = "-";
}

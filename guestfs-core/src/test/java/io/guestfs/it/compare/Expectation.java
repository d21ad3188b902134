package io.guestfs.it.compare;

import jnr.constants.platform.Errno;

/**
 * What has to come of a call on both sides.
 *
 * @param kind success, or who refuses
 * @param errno the name of the error number, or {@code 0} when there is none; empty for a success
 */
record Expectation(Kind kind, String errno) {

    /** Who refuses a call. */
    enum Kind {
        /** Nobody does. */
        SUCCESS,

        /** The daemon does: both libraries pass its words on. */
        REFUSED_BY_DAEMON,

        /** The library does, each in its own words. */
        REFUSED_BY_LIBRARY
    }

    static final Expectation SUCCESS = new Expectation(Kind.SUCCESS, "");

    /** Reads the first word of a script line, {@code !ERRNO} or {@code ?ERRNO}; other words expect success. */
    static Expectation of(String word) {
        if (word.startsWith("!")) {
            return new Expectation(Kind.REFUSED_BY_DAEMON, word.substring(1));
        }
        return word.startsWith("?") ? new Expectation(Kind.REFUSED_BY_LIBRARY, word.substring(1)) : SUCCESS;
    }

    /** The expected error number; 0 when there is none. */
    int number() {
        return errno.isEmpty() || errno.equals("0") ? 0 : Errno.valueOf(errno).intValue();
    }

    boolean isFailure() {
        return kind != Kind.SUCCESS;
    }
}

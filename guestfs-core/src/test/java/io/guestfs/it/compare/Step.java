package io.guestfs.it.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a script.
 *
 * @param place file and line
 * @param text the line as it stands there
 * @param expected what has to come of it
 * @param variable the name that keeps the result, or null
 * @param call the name of the call; with an at sign in front, something to do on the host
 * @param words its arguments and options
 */
record Step(
        String place,
        String text,
        Expectation expected,
        @Nullable String variable,
        String call,
        List<Word> words) {

    /** Whether it is about a file of the host and makes no call. */
    boolean isOnHost() {
        return call.startsWith("@");
    }
}

package io.guestfs.internal.doctor;

import java.util.regex.Pattern;

/** Words of a command line that somebody will paste into a shell. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=+,@%-]+");

    private Shell() {}

    /** Quotes a word where it needs that. */
    static String word(Object word) {
        String text = word.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

package io.guestfs.internal.call;

/** The form that GUID arguments must have, as the C library asks for it. */
final class Guid {

    private static final int LENGTH = 36;

    private Guid() {}

    static boolean isValid(String text) {
        String bare = text;
        if (text.length() == LENGTH + 2 && text.charAt(0) == '{' && text.charAt(LENGTH + 1) == '}') {
            bare = text.substring(1, LENGTH + 1);
        }
        if (bare.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = bare.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isAsciiAlphanumeric(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAsciiAlphanumeric(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }
}

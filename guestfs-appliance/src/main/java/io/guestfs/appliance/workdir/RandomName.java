package io.guestfs.appliance.workdir;

import java.security.SecureRandom;

/** Names that nobody can guess. */
public final class RandomName {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

    private RandomName() {}

    /**
     * Makes one.
     *
     * @param count how long it is
     * @return digits and small letters
     */
    public static String ofLetters(int count) {
        SecureRandom random = new SecureRandom();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < count; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }
}

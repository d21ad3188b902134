package io.guestfs.internal.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What libvirt may ask for when somebody logs in, with libvirt's numbers. */
enum CredentialKind {
    USERNAME(1),
    AUTHNAME(2),
    LANGUAGE(3),
    CNONCE(4),
    PASSPHRASE(5),
    ECHOPROMPT(6),
    NOECHOPROMPT(7),
    REALM(8),
    EXTERNAL(9);

    private final int number;

    CredentialKind(int number) {
        this.number = number;
    }

    /** The name in the calls. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number of libvirt. */
    int number() {
        return number;
    }

    static Optional<CredentialKind> ofNumber(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }

    static Optional<CredentialKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(CredentialKind::word).toList();
    }
}

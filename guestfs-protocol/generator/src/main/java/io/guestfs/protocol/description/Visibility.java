package io.guestfs.protocol.description;

/** Whom a call is meant for. */
public enum Visibility implements Spelled {
    /** Everybody. */
    PUBLIC("public"),

    /** Everybody, though the shell of the C library does not offer it. */
    PUBLIC_NO_FISH("public-no-fish"),

    /** Programs that watch the state of the handle. */
    STATE_TEST("state-test"),

    /** People who look for faults. */
    DEBUG("debug"),

    /** The library itself. */
    INTERNAL("internal");

    private final String spelling;

    Visibility(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}

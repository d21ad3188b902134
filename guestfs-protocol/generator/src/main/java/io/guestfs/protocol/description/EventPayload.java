package io.guestfs.protocol.description;

/** What an event carries. */
public enum EventPayload implements Spelled {
    /** Nothing. */
    NONE("none"),

    /** Numbers that say how far a call has come. */
    PROGRESS("progress"),

    /** Text. */
    MESSAGE("message");

    private final String spelling;

    EventPayload(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}

package io.guestfs.protocol.description;

/** What a call may do or demands. */
public enum CallFlag implements Spelled {
    /** Its transfer can be cancelled. */
    CANCELLABLE("cancellable"),

    /** The daemon may report progress while it runs. */
    PROGRESS("progress"),

    /** It is only allowed before the launch. */
    CONFIG_ONLY("config_only"),

    /** Its data travels in one message of limited size. */
    PROTOCOL_LIMIT("protocol_limit_warning"),

    /** It is answered on our side and does not wait for other calls on the handle. */
    CONCURRENT("concurrent");

    private final String spelling;

    CallFlag(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}

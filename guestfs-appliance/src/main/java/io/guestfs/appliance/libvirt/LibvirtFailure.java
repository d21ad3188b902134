package io.guestfs.appliance.libvirt;

import org.jspecify.annotations.Nullable;

/** libvirt, or the way to it, said no. The message is what it said. */
public final class LibvirtFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * A failure that nobody knows a remedy for.
     *
     * @param message what libvirt said
     * @param cause what is underneath; null for nothing
     */
    public LibvirtFailure(String message, @Nullable Throwable cause) {
        this(message, "", cause);
    }

    /**
     * A failure with something to do about it.
     *
     * @param message what is wrong
     * @param remedy what to do
     * @param cause what is underneath; null for nothing
     */
    public LibvirtFailure(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /**
     * What the reader can do about it.
     *
     * @return one or more sentences, or the empty string if nothing is known
     */
    public String remedy() {
        return remedy;
    }

    /**
     * What was said.
     *
     * @return the message, never null
     */
    public String words() {
        return String.valueOf(getMessage());
    }
}

package io.guestfs.internal.domain;

/** The definition of a domain can't be read. */
final class BadDefinitionException extends Exception {

    private static final long serialVersionUID = 1L;

    BadDefinitionException(String message) {
        super(message);
    }

    BadDefinitionException(String message, Throwable cause) {
        super(message, cause);
    }
}

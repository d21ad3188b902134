package io.guestfs.appliance.qmp;

import java.io.IOException;

/** qemu refused a command of its monitor, did not answer in time, or its monitor is gone. */
public final class QmpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String errorClass;

    QmpException(String message) {
        this(message, "");
    }

    QmpException(String message, String errorClass) {
        super(message);
        this.errorClass = errorClass;
    }

    /**
     * The kind of refusal.
     *
     * @return the class of the error as qemu names it, such as {@code GenericError} or {@code DeviceNotFound}; empty if qemu did not
     *     refuse but could not be asked
     */
    public String errorClass() {
        return errorClass;
    }
}

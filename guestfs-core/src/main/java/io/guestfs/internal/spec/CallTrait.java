package io.guestfs.internal.spec;

/** Something a call does or demands, beyond its parameters and result. */
public enum CallTrait {
    /** The call travels to the appliance; without this trait it is answered by the library itself. */
    DAEMON,

    /** The call is only allowed before the appliance is launched. */
    CONFIG_ONLY,

    /** A transfer of this call can be ended early by a cancel request. */
    CANCELLABLE,

    /** The daemon may report progress while the call runs. */
    PROGRESS,

    /** The arguments or the result travel in one message, so their size is limited by the protocol. */
    PROTOCOL_LIMIT,

    /** The call does not enter the gate of the handle, so that it can be made while another one runs. */
    CONCURRENT
}

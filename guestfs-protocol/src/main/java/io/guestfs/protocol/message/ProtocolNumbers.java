package io.guestfs.protocol.message;

/** The numbers of the wire. */
public final class ProtocolNumbers {
    /** First field of every header. */
    public static final int PROGRAM = 0x2000F5F5;

    /** Second field of every header. */
    public static final int VERSION = 4;

    /** Direction of a request. */
    public static final int DIRECTION_CALL = 0;

    /** Direction of a reply. */
    public static final int DIRECTION_REPLY = 1;

    /** Status of every request and of a reply that says yes. */
    public static final int STATUS_OK = 0;

    /** Status of a reply that carries an error. */
    public static final int STATUS_ERROR = 1;

    /** Largest body of a message in bytes, the length word not counted. */
    public static final int MESSAGE_LIMIT = 4 * 1024 * 1024;

    /** Stands in place of a length word: the daemon is up. */
    public static final int LAUNCH_FLAG = 0xF5F55FF5;

    /** Stands in place of a length word: stop the transfer that goes on. */
    public static final int CANCEL_FLAG = 0xFFFFEEEE;

    /** Stands in place of a length word: a progress message follows. */
    public static final int PROGRESS_FLAG = 0xFFFF5555;

    /** Most bytes of a file in one chunk. */
    public static final int CHUNK_LIMIT = 8192;

    /** Bytes of a chunk beside its data: the cancel field and the length of the data. */
    public static final int CHUNK_OVERHEAD = 2 * Integer.BYTES;

    /** Longest text of an error in bytes. */
    public static final int ERROR_TEXT_LIMIT = 64 * 1024;

    /** Longest name of an errno in bytes. */
    public static final int ERRNO_NAME_LIMIT = 32;

    /** Size of a header in bytes. */
    public static final int HEADER_SIZE = 40;

    /** Size of a progress message in bytes, the flag not counted. */
    public static final int PROGRESS_SIZE = 24;

    /** Serial number of the first request of a conversation. */
    public static final int FIRST_SERIAL = 0x00123400;

    private ProtocolNumbers() {}
}

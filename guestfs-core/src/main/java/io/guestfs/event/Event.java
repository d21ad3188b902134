package io.guestfs.event;

/** One event of a handle. */
public sealed interface Event {

    /**
     * Tells what kind of event it is.
     *
     * @return the kind
     */
    EventKind kind();

    /**
     * A thing that happened, without more to say: close, subprocess_quit, launch_done.
     *
     * @param kind the kind of event
     */
    record Notice(EventKind kind) implements Event {}

    /**
     * How far a long call, or the launch, has come.
     *
     * @param procedure number of the running procedure, 0 during the launch
     * @param serial serial number of its message, 0 during the launch
     * @param position how far it is, in the unit of {@code total}
     * @param total the end; with 1 the position only swings between 0 and 1
     */
    record Progress(long procedure, long serial, long position, long total) implements Event {
        @Override
        public EventKind kind() {
            return EventKind.PROGRESS;
        }
    }

    /**
     * Bytes: console output, log lines, traces, the name of a call that starts.
     *
     * @param kind the kind of event
     * @param text the bytes as text; bytes that are not UTF-8 are kept as the library keeps guest text
     */
    record Message(EventKind kind, String text) implements Event {}
}

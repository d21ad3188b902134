package io.guestfs.internal.handle;

/** Where a handle is in its life. Only the legal moves can be made. */
public final class HandleState {

    /** The states, with the numbers that {@code get_state} gives. */
    public enum State {
        /** No appliance runs; drives and settings may be changed. */
        CONFIG(0),
        /** qemu runs, the daemon has not said that it is ready. */
        LAUNCHING(1),
        /** Daemon calls may be made. */
        READY(2),
        /** The handle is gone. */
        CLOSED(-1);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** The number that {@code get_state} gives. */
        public int number() {
            return number;
        }
    }

    private volatile State state = State.CONFIG;

    /**
     * Gives the present state.
     *
     * @return the state
     */
    public State get() {
        return state;
    }

    /** Moves to {@code next}. A closed handle stays closed whatever else happens to its appliance. */
    public synchronized void moveTo(State next) {
        if (state == State.CLOSED) {
            return;
        }
        boolean legal = switch (next) {
            case LAUNCHING -> state == State.CONFIG;
            case READY -> state == State.LAUNCHING;
            case CONFIG, CLOSED -> true;
        };
        if (!legal) {
            throw new IllegalStateException("a handle can't go from " + state + " to " + next);
        }
        state = next;
    }
}

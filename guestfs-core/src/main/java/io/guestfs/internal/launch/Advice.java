package io.guestfs.internal.launch;

import io.guestfs.appliance.Backend;

/**
 * What to do about a daemon that does not come up.
 *
 * @param late when the time is up
 * @param lost when the connection ended
 */
record Advice(String late, String lost) {

    private static final String LOOK_AT_CONSOLE =
            "call setVerbose(true) before launch and look at the console output for the cause.";

    private static final Advice CHILD = new Advice(
            "If it is only slow, give it more time with GuestFSOptions.withLaunchLimit or the backend setting launch_timeout;"
                    + " otherwise " + LOOK_AT_CONSOLE,
            Character.toUpperCase(LOOK_AT_CONSOLE.charAt(0)) + LOOK_AT_CONSOLE.substring(1));

    private static final String START_ANEW =
            "A daemon serves one connection and says once, after its start, that it is up: start it anew before each"
                    + " launch, and make sure that nobody else is connected to it.";

    private static final Advice ATTACHED = new Advice(START_ANEW, START_ANEW);

    static Advice about(Backend backend) {
        return backend instanceof Backend.Attached ? ATTACHED : CHILD;
    }
}

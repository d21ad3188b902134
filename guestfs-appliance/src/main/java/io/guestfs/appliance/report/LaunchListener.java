package io.guestfs.appliance.report;

/** Hears what a launch does. All methods but {@link #aborted()} are called on the thread that called launch. */
public interface LaunchListener {
    /**
     * Takes one line for whoever looks for a fault.
     *
     * @param line the text, without a line end
     */
    void debug(String line);

    /**
     * Takes one line that the user should see although the launch goes on.
     *
     * @param line the text, without a line end
     */
    void warning(String line);

    /**
     * Takes output of a helper program or of the appliance console while the launch is going on.
     *
     * @param bytes the output as it came, cut anywhere
     */
    void applianceOutput(byte[] bytes);

    /**
     * Takes how far the launch has come.
     *
     * @param step a step of 12: 0 begun, 3 appliance found, 6 kernel running, 9 first program running
     */
    void progress(int step);

    /**
     * Tells whether the launch should be given up. Asked often, from any thread; must not block.
     *
     * @return true to give up
     */
    boolean aborted();

    /**
     * A listener that ignores everything and never gives up.
     *
     * @return the silent listener
     */
    static LaunchListener silent() {
        return new LaunchListener() {
            @Override
            public void debug(String line) {}

            @Override
            public void warning(String line) {}

            @Override
            public void applianceOutput(byte[] bytes) {}

            @Override
            public void progress(int step) {}

            @Override
            public boolean aborted() {
                return false;
            }
        };
    }
}

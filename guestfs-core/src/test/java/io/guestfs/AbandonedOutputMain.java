package io.guestfs;

import io.guestfs.error.CancelledException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Downloads without end to its standard output until its standard input ends, says on its standard error that this was given up, and
 * goes on to use its standard output.
 */
final class AbandonedOutputMain {

    static final String GIVEN_UP = "given up";
    static final String STILL_OPEN = "still open";

    private AbandonedOutputMain() {}

    public static void main(String[] args) {
        try (FakeAppliance appliance = new FakeAppliance()) {
            FakeDaemon daemon = appliance.serve(FakeAppliance.script());
            FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendForever());
            GuestFS g = appliance.launched();
            Thread canceller = new Thread(() -> cancelAtEndOfInput(g));
            canceller.setDaemon(true);
            canceller.start();
            try {
                g.download("/x", "/dev/stdout");
            } catch (CancelledException e) {
                System.err.println(GIVEN_UP);
            }
            System.out.println(STILL_OPEN);
        }
    }

    private static void cancelAtEndOfInput(GuestFS g) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said there.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        g.userCancel();
    }
}

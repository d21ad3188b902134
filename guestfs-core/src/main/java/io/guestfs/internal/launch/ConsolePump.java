package io.guestfs.internal.launch;

import io.guestfs.appliance.RunningAppliance;
import io.guestfs.event.EventKind;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.protocol.xdr.WireText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands the console of the appliance to the callbacks, on the thread that is inside a call. Between calls the appliance
 * module keeps draining the console; what came then is handed over by the next call.
 */
final class ConsolePump {

    private static final String CURSOR_QUESTION = "\u001b[6n";
    private static final byte[] CURSOR_ANSWER = ("\u001b[24;80R" + "\b".repeat(16)).getBytes(StandardCharsets.US_ASCII);

    /** The firmware asks once or twice. What a guest prints may ask without end, and writing answers that nobody reads would block. */
    private static final int MOST_ANSWERS = 16;

    private final RunningAppliance appliance;
    private final EventRegistry events;
    private final LaunchProgress progress;
    private final ReentrantLock pumping = new ReentrantLock();
    private int answersLeft = MOST_ANSWERS;

    ConsolePump(RunningAppliance appliance, EventRegistry events, LaunchProgress progress) {
        this.appliance = appliance;
        this.events = events;
        this.progress = progress;
    }

    /**
     * Hands over what waits. A callback that makes a call does not start a second round inside the first. Where there is no end of it,
     * whoever waits for the daemon comes back here after a look whether he still should.
     */
    void pump() {
        if (pumping.isHeldByCurrentThread() || !pumping.tryLock()) {
            return;
        }
        try {
            if (appliance.console().handOn(this::deliver)) {
                appliance.daemon().nudge();
            }
        } finally {
            pumping.unlock();
        }
    }

    private void deliver(byte[] bytes) {
        String text = WireText.decode(bytes);
        if (answersLeft > 0 && text.contains(CURSOR_QUESTION)) {
            answersLeft--;
            answerCursorQuestion();
        }
        progress.console(text);
        events.fire(EventKind.APPLIANCE, text);
    }

    /** The firmware waits for the answer of a terminal; without it the boot is seconds slower. */
    private void answerCursorQuestion() {
        try {
            appliance.writeConsole(CURSOR_ANSWER);
        } catch (IOException e) {
            // The answer only saves time; a qemu that is gone is noticed on the daemon socket.
            events.fire(EventKind.LIBRARY, "the console did not take an answer: " + e.getMessage());
        }
    }
}

package io.guestfs.it.compare;

import java.util.ArrayList;
import java.util.List;
import jnr.constants.platform.Errno;

/**
 * One call on both sides.
 *
 * @param step the line of the script
 * @param ours what came of it here
 * @param theirs what came of it in the C library
 */
record Comparison(Step step, Outcome ours, Outcome theirs) {

    private static final String OURS = "ours";

    /** What differs, in sentences; empty when all is as it has to be. */
    List<String> differences() {
        List<String> found = new ArrayList<>();
        unexpected(found, OURS, ours);
        unexpected(found, "theirs", theirs);
        if (ours.failed() && theirs.failed()) {
            if (!isRefusalWithoutNumber()) {
                different(found, "errno", errno(ours), errno(theirs));
            }
            if (step.expected().kind() == Expectation.Kind.REFUSED_BY_DAEMON) {
                different(found, "message", message(ours), message(theirs));
            }
        } else {
            different(found, "result", ours.value(), theirs.value());
        }
        different(found, "trace of the call", ours.callLine(), theirs.callLine());
        different(found, "trace of the result", ours.resultLine(), theirs.resultLine());
        return found;
    }

    private void unexpected(List<String> found, String side, Outcome outcome) {
        Expectation expected = step.expected();
        if (outcome.failed() != expected.isFailure()) {
            found.add(side + (outcome.failed() ? " failed: " + outcome.value() : " succeeded: " + outcome.value()));
        } else if (expected.isFailure() && outcome.errno() != expected.number()) {
            if (side.equals(OURS) || !isRefusalWithoutNumber()) {
                found.add(side + " failed with " + errno(outcome) + ": " + outcome.value());
            }
        }
    }

    /** What the C library itself refuses mostly has no error number; here it has; docs/porting.md says why. */
    private boolean isRefusalWithoutNumber() {
        return step.expected().kind() == Expectation.Kind.REFUSED_BY_LIBRARY
                && ours.failed()
                && theirs.failed()
                && theirs.errno() == 0;
    }

    private static void different(List<String> found, String what, String ours, String theirs) {
        if (!ours.equals(theirs)) {
            found.add(what + "\n      ours:   " + ours + "\n      theirs: " + theirs);
        }
    }

    /**
     * The kernel of the guest gives the letters of disks in any order, and the daemon's errors name them so. The C library
     * names the calls that it makes of the daemon, this one those that users know.
     */
    private static String message(Outcome outcome) {
        return outcome.value().replaceAll("/dev/sd[a-z]", "/dev/sd?").replaceFirst("^internal_", "");
    }

    private static String errno(Outcome outcome) {
        return outcome.errno() == 0 ? "0" : Errno.valueOf(outcome.errno()).name();
    }

    /** The call and all that came of it, for reading. */
    String report() {
        StringBuilder text = new StringBuilder(step.place()).append(": ").append(step.text());
        text.append("    [ms: ").append(ours.millis()).append(" here, ");
        text.append(theirs.millis()).append(" there]");
        text.append("\n    ")
                .append(theirs.failed() ? errno(theirs) + ": " : "")
                .append(theirs.value().replace("\n", "\n    "));
        if (theirs.failed()) {
            text.append("\n    ").append(errno(ours)).append(": ").append(ours.value());
        }
        text.append("\n    ").append(theirs.callLine()).append("\n    ").append(theirs.resultLine());
        differences().forEach(difference -> text.append("\n  DIFFERS: ").append(difference));
        return text.toString();
    }
}

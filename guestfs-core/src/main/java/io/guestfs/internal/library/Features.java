package io.guestfs.internal.library;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.FeaturesCodec;
import io.guestfs.internal.local.FeaturesHome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the appliance can do. Answers are kept until shutdown, because they can't change before. */
public final class Features implements FeaturesHome {

    private static final int AVAILABLE = 0;
    private static final int UNKNOWN = 2;

    private final CallRunner runner;
    private final Map<String, Integer> answers = new HashMap<>();

    /** Makes the home. */
    public Features(CallRunner runner) {
        this.runner = runner;
    }

    @Override
    public void available(List<String> groups) {
        for (String group : groups) {
            int answer = ask(group);
            if (answer == UNKNOWN) {
                throw unknown("available", group);
            }
            if (answer != AVAILABLE) {
                throw new NotSupportedException("available", "the appliance lacks the feature group '" + group + "'");
            }
        }
    }

    @Override
    public boolean featureAvailable(List<String> groups) {
        boolean all = true;
        for (String group : groups) {
            int answer = ask(group);
            if (answer == UNKNOWN) {
                throw unknown("feature_available", group);
            }
            all &= answer == AVAILABLE;
        }
        return all;
    }

    private int ask(String group) {
        Integer known = answers.get(group);
        if (known == null) {
            known = runner.daemon(FeaturesCodec.INTERNAL_FEATURE_AVAILABLE, null, group);
            answers.put(group, known);
        }
        return known;
    }

    private static GuestFSException unknown(String call, String group) {
        return new GuestFSException(
                call, "the appliance does not know a feature group '" + group + "'", ErrorNumber.NONE);
    }

    /** Forgets the answers: the next appliance may be another one. */
    public void forget() {
        answers.clear();
    }
}

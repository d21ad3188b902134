package io.guestfs.appliance.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps a helper program and what it starts from outliving this JVM. Where that is not possible, it runs without. */
final class Guard {
    /** For programs that end soon by themselves. */
    static final Guard NONE = new Guard(null, null);

    private final @Nullable Path setsid;
    private final @Nullable Watchdog watchdog;

    private Guard(@Nullable Path setsid, @Nullable Watchdog watchdog) {
        this.setsid = setsid;
        this.watchdog = watchdog;
    }

    static Guard start(Map<String, String> environment) {
        Optional<Path> setsid = ProgramPath.find("setsid", environment);
        if (setsid.isEmpty()) {
            return NONE;
        }
        try {
            return new Guard(setsid.get(), Watchdog.start(List.of()));
        } catch (IOException e) {
            // Only needed if this JVM is killed.
            return NONE;
        }
    }

    /** The command in a process group of its own. A child that leads no group replaces itself, so its number stays. */
    List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        if (setsid != null) {
            command.add(setsid.toString());
        }
        command.addAll(words);
        return command;
    }

    void watch(long pid) {
        if (watchdog == null) {
            return;
        }
        try {
            watchdog.watchGroup(pid);
        } catch (IOException e) {
            // It has ended already.
            return;
        }
    }

    void dismiss() {
        if (watchdog != null) {
            watchdog.dismiss();
        }
    }
}

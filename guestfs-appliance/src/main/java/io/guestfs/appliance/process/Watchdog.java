package io.guestfs.appliance.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that nothing outlives this JVM: a tiny shell reads from a pipe which only the JVM holds open, and when the pipe ends,
 * it kills the processes and removes the private directories that it was told. There is one shell for all handles, while there is
 * anything to watch. Safe for use by several threads.
 *
 * <p>It is only needed when this JVM is killed, so that it can't be started or told fails nothing; what it was not told it hears
 * the next time.
 */
public final class Watchdog {
    private static final Watchdog OF_THIS_JVM = new Watchdog();

    /** Field 22 of the stat file of a process, its start time, counted from the field behind the program name. */
    private static final int START_TIME = 19;

    private static final Pattern BLANK = Pattern.compile(" ");
    /** The name of a path as a URI keeps each of its bytes, whatever the locale. */
    private static final Pattern UNUSUAL = Pattern.compile("%([0-9A-F]{2})|[^A-Za-z0-9/._-]");

    private final Map<Integer, String> told = new TreeMap<>();
    private @Nullable WatchdogShell shell;

    Watchdog() {}

    /**
     * The watchdog that all handles share.
     *
     * @return the watchdog of this JVM
     */
    public static Watchdog ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** Something that must not outlive the JVM. */
    public final class Watch {
        private final int slot;
        private boolean ended;

        private Watch(int slot) {
            this.slot = slot;
        }

        /**
         * Says that the directory that was announced has been made; from now on it is removed with all it holds, unless
         * something else has taken its name by then.
         *
         * @param directory the directory
         * @throws IOException if it can't be examined
         */
        public void made(Path directory) throws IOException {
            Map<String, Object> identity = Files.readAttributes(directory, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
            tell(slot, "directory", encoded(directory) + " " + identity.get("dev") + ":" + identity.get("ino"));
        }

        /** Leaves it alone from now on. May be called again. */
        public void end() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            forget(slot);
        }
    }

    /**
     * Announces a directory that is about to be made.
     *
     * @param directory its absolute name; if it is there when the JVM goes away, it is removed if it is empty
     * @return tells when it is there, and when it is not to be removed any more
     */
    public Watch directory(Path directory) {
        return watch("name", encoded(directory));
    }

    /**
     * Watches a process.
     *
     * @param pid the process id of a running child
     * @return takes the watch back
     */
    public Watch process(long pid) {
        return watch("process", pid + " " + startTime(pid));
    }

    /**
     * Watches a process and all that it started.
     *
     * @param pid the process id of a running child that leads a process group, or will
     * @return takes the watch back
     */
    public Watch group(long pid) {
        return watch("group", pid + " " + startTime(pid));
    }

    private synchronized Watch watch(String kind, String words) {
        int slot = 1;
        while (told.containsKey(slot)) {
            slot++;
        }
        tell(slot, kind, words);
        return new Watch(slot);
    }

    private synchronized void tell(int slot, String kind, String words) {
        String line = kind + " " + slot + " " + words + "\n";
        told.put(slot, line);
        try {
            if (shell != null) {
                shell.tell(line);
                return;
            }
        } catch (IOException e) {
            // Somebody has killed it; another one is told everything.
            shell = null;
        }
        try {
            WatchdogShell started = WatchdogShell.start();
            started.tell(String.join("", told.values()));
            shell = started;
        } catch (IOException e) {
            // Tried again with the next line.
            return;
        }
    }

    private void forget(int slot) {
        WatchdogShell idle = null;
        synchronized (this) {
            if (told.remove(slot) == null || shell == null) {
                return;
            }
            try {
                shell.tell("free " + slot + "\n");
            } catch (IOException e) {
                // It is gone, and with it what it knew; the next watch starts another one.
                shell = null;
                return;
            }
            if (told.isEmpty()) {
                idle = shell;
                shell = null;
            }
        }
        if (idle != null) {
            idle.end();
        }
    }

    private static String encoded(Path path) {
        String name = path.toUri().getRawPath();
        // A directory that exists gets a slash.
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return UNUSUAL.matcher(bare).replaceAll(found -> {
            String hex = found.group(1);
            int value = hex == null ? found.group().charAt(0) : Integer.parseInt(hex, 16);
            return String.format(Locale.ROOT, "\\\\0%03o", value);
        });
    }

    /** A word that is no start time for a process that has ended. */
    private static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return BLANK.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2))
                    .skip(START_TIME)
                    .findFirst()
                    .orElse("gone");
        } catch (IOException e) {
            return "gone";
        }
    }
}

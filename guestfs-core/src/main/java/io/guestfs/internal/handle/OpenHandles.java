package io.guestfs.internal.handle;

import java.lang.ref.Cleaner;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all handles of the JVM share, and the only static state of the library: those that are closed when the JVM exits,
 * and the warnings about the host that were given already.
 */
public final class OpenHandles {

    private static final Set<AutoCloseable> OPEN = Collections.newSetFromMap(new WeakHashMap<>());
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Set<String> HEARD = ConcurrentHashMap.newKeySet();
    private static boolean hooked;

    private OpenHandles() {}

    /** Adds a handle that wants to be closed at exit. */
    public static void add(AutoCloseable handle) {
        synchronized (OPEN) {
            if (!hooked) {
                hook();
                hooked = true;
            }
            OPEN.add(handle);
        }
    }

    private static void hook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(OpenHandles::closeAll, "guestfs-exit"));
        } catch (IllegalStateException e) {
            // The JVM is ending: the handle was made by somebody else's hook. What it does not close itself goes with
            // the JVM.
            return;
        }
    }

    /** Does something when nobody can reach a handle any more; the work must not lead to the handle. */
    public static void whenDropped(Object handle, Runnable work) {
        Cleaner.Cleanable unused = CLEANER.register(handle, work);
    }

    /** Tells whether a warning about the host is news; true once for each text. */
    public static boolean firstToHear(String warning) {
        return HEARD.add(warning);
    }

    /** Takes out a handle that was closed. */
    public static void remove(AutoCloseable handle) {
        synchronized (OPEN) {
            OPEN.remove(handle);
        }
    }

    private static void closeAll() {
        List<AutoCloseable> rest;
        synchronized (OPEN) {
            rest = List.copyOf(OPEN);
        }
        for (AutoCloseable handle : rest) {
            closeQuietly(handle);
        }
    }

    private static void closeQuietly(AutoCloseable handle) {
        try {
            handle.close();
        } catch (Exception e) {
            // The JVM is going; the next handle still deserves its turn.
            org.slf4j.LoggerFactory.getLogger("guestfs.library").debug("closing a handle at exit failed", e);
        }
    }
}

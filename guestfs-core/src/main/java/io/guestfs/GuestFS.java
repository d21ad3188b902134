package io.guestfs;

import io.guestfs.error.ErrorHandler;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventCallback;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import io.guestfs.event.LogMessageCallback;
import io.guestfs.event.ProgressCallback;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.local.Homes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A handle: a set of disk images, and the appliance that works on them.
 *
 * <pre>{@code
 * try (GuestFS g = new GuestFS()) {
 *     g.addDrive("disk.img", o -> o.format("raw"));
 *     g.launch();
 *     for (String fs : g.listFilesystems().keySet()) {
 *         System.out.println(fs);
 *     }
 * }
 * }</pre>
 *
 * <p>Add drives, {@code launch}, make calls, {@code shutdown} to know that everything was written, {@link #close}. The
 * calls themselves are in the interfaces of {@code io.guestfs.calls}, one for each family; this class has them all.
 *
 * <p>A handle may be used by many threads; one call runs at a time. {@link #userCancel} and {@link #close} may be called
 * while another thread is inside a call.
 */
public final class GuestFS extends CallStubs implements AutoCloseable {

    private final HandleParts parts;

    /** Makes a handle with settings from the environment that is closed when the JVM exits. */
    public GuestFS() {
        this(GuestFSOptions.DEFAULT);
    }

    /**
     * Makes a handle.
     *
     * <p>An environment variable that can't be understood is reported as a warning and as the last error; the handle is
     * made all the same, and the variables after it are not looked at.
     *
     * @param options how to make it
     */
    @SuppressWarnings("this-escape")
    public GuestFS(GuestFSOptions options) {
        parts = new HandleParts(this, options.launchLimit());
        if (options.environment()) {
            readEnvironment();
        }
        parts.opened(options.closeOnExit());
    }

    private void readEnvironment() {
        try {
            parseEnvironment();
        } catch (GuestFSException e) {
            parts.events().fire(EventKind.WARNING, String.valueOf(e.getMessage()));
        }
    }

    @Override
    CallRunner runner() {
        return parts.runner();
    }

    @Override
    Homes homes() {
        return parts;
    }

    /**
     * Ends the appliance, removes temporary files and forgets everything. What was written is synced first, but a
     * failure of that is only logged: call {@code shutdown} before to be told. Closing twice does nothing. A call that
     * another thread is making ends with {@link io.guestfs.error.HandleClosedException}; from a callback, the handle is
     * closed when the running call is over.
     */
    @Override
    public void close() {
        parts.close();
    }

    /**
     * Ends the transfer that runs in another thread: it fails with {@link io.guestfs.error.CancelledException} soon
     * after, and the handle stays usable. Without a transfer nothing happens. Never waits.
     */
    public void userCancel() {
        parts.cancel().request();
    }

    /**
     * Registers a callback for some kinds of events.
     *
     * @param callback what to call, on the thread that is inside a call of this handle
     * @param kinds which events
     * @return the registration; close it or give it to {@link #deleteEventCallback}
     * @throws InvalidArgumentException with null, or when 1000 callbacks are registered
     */
    public EventHandle setEventCallback(EventCallback callback, Set<EventKind> kinds) {
        require("set_event_callback", "callback", callback);
        require("set_event_callback", "kinds", kinds);
        return parts.callbacks().add(callback, kinds);
    }

    /**
     * Removes a callback.
     *
     * @param handle what {@link #setEventCallback} gave
     */
    public void deleteEventCallback(EventHandle handle) {
        require("delete_event_callback", "handle", handle);
        handle.close();
    }

    /**
     * Sets the old single callback for console output and log lines.
     *
     * @param callback what to call; null removes it
     */
    public void setLogMessageCallback(@Nullable LogMessageCallback callback) {
        parts.callbacks().setLogMessage(callback);
    }

    /**
     * Sets the old single callback for the unexpected end of the appliance.
     *
     * @param callback what to call; null removes it
     */
    public void setSubprocessQuitCallback(@Nullable Runnable callback) {
        parts.callbacks().setSubprocessQuit(callback);
    }

    /**
     * Sets the old single callback for the end of a launch.
     *
     * @param callback what to call; null removes it
     */
    public void setLaunchDoneCallback(@Nullable Runnable callback) {
        parts.callbacks().setLaunchDone(callback);
    }

    /**
     * Sets the old single callback for the close of the handle.
     *
     * @param callback what to call; null removes it
     */
    public void setCloseCallback(@Nullable Runnable callback) {
        parts.callbacks().setClose(callback);
    }

    /**
     * Sets the old single callback for the progress of long calls.
     *
     * @param callback what to call; null removes it
     */
    public void setProgressCallback(@Nullable ProgressCallback callback) {
        parts.callbacks().setProgress(callback);
    }

    /**
     * Gives the message of the last failure of this handle in the calling thread. A call that succeeds does not clear it.
     *
     * @return the message, or null when nothing has failed in this thread
     */
    public @Nullable String lastError() {
        return parts.errors().last().map(Throwable::getMessage).orElse(null);
    }

    /**
     * Gives the error number of the last failure of this handle in the calling thread.
     *
     * @return the number on Linux, 0 for none
     */
    public int lastErrno() {
        return parts.errors().last().map(GuestFSException::errno).orElse(0);
    }

    /**
     * Sets the error handler of the calling thread. It is told of each failure before the exception is thrown.
     *
     * @param handler the handler; null for silence
     */
    public void setErrorHandler(@Nullable ErrorHandler handler) {
        parts.errors().set(handler);
    }

    /**
     * Gives the error handler of the calling thread.
     *
     * @return the handler; empty for the default one, which only logs, and for silence
     */
    public Optional<ErrorHandler> getErrorHandler() {
        return parts.errors().get();
    }

    /**
     * Saves the error handler of the calling thread and sets another.
     *
     * @param handler the handler; null for silence
     */
    public void pushErrorHandler(@Nullable ErrorHandler handler) {
        parts.errors().push(handler);
    }

    /** Goes back to the error handler that was saved last in the calling thread, or to the default one. */
    public void popErrorHandler() {
        parts.errors().pop();
    }

    /**
     * Keeps a value with the handle, for the program's own use.
     *
     * @param key the name of the value; begin it with a name of your own, because all users of the handle share them
     * @param value the value; null hides it
     */
    public void setPrivate(String key, @Nullable Object value) {
        require("set_private", "key", key);
        parts.privateData().set(key, value);
    }

    /**
     * Gives a value that was kept with the handle.
     *
     * @param key the name of the value
     * @return the value, or null when there is none
     */
    public @Nullable Object getPrivate(String key) {
        require("get_private", "key", key);
        return parts.privateData().get(key).orElse(null);
    }

    /**
     * Starts a walk over the values, in no promised order. Hidden values are left out.
     *
     * @return the first value with its name; empty when there is none
     */
    public Optional<Map.Entry<String, Object>> firstPrivate() {
        return parts.privateData().first();
    }

    /**
     * Goes on with the walk that {@link #firstPrivate} started.
     *
     * @return the next value with its name; empty at the end
     * @throws WrongStateException when no walk was started, or a value was set since
     */
    public Optional<Map.Entry<String, Object>> nextPrivate() {
        try {
            return parts.privateData().next();
        } catch (IllegalStateException e) {
            throw recorded(new WrongStateException("next_private", String.valueOf(e.getMessage())));
        }
    }

    /**
     * Gives all values that were kept with the handle.
     *
     * @return a copy
     */
    public Map<String, Object> privateData() {
        return parts.privateData().view();
    }

    private void require(String call, String argument, @Nullable Object value) {
        if (value == null) {
            throw recorded(new InvalidArgumentException(
                    call, "the argument '" + argument + "' is null, and this argument must be given"));
        }
    }

    private GuestFSException recorded(GuestFSException failure) {
        parts.errors().record(failure);
        return failure;
    }
}

package io.guestfs.protocol.session;

import io.guestfs.protocol.message.ErrorReply;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param <R> what the call returns
 */
public sealed interface Reply<R extends @Nullable Object> permits Reply.Value, Reply.DaemonError {
    /**
     * The daemon did it.
     *
     * @param value what it returned; null only for calls that return nothing
     * @param <R> what the call returns
     */
    record Value<R extends @Nullable Object>(@Nullable R value) implements Reply<R> {}

    /**
     * The daemon refused or failed.
     *
     * @param error what it says
     * @param <R> what the call would return
     */
    record DaemonError<R extends @Nullable Object>(ErrorReply error) implements Reply<R> {}
}

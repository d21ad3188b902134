package io.guestfs.protocol.session;

import org.jspecify.annotations.Nullable;

/**
 * A call as the wire knows it.
 *
 * @param name name for error messages
 * @param procedure its number
 * @param decoder reads what it returns
 * @param <R> what it returns
 */
public record CallDescriptor<R extends @Nullable Object>(String name, int procedure, ReplyDecoder<R> decoder) {}

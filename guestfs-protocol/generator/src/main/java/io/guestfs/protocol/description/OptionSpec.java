package io.guestfs.protocol.description;

import org.jspecify.annotations.Nullable;

/**
 * One optional argument of a call.
 *
 * @param origin where it is described
 * @param name its name in lower snake case
 * @param type its type
 * @param text a phrase that says what to give and what holds when it is not given
 * @param since version of the C library that brought it, where daemons that are in use may lack it; otherwise null
 */
public record OptionSpec(
        Origin origin,
        String name,
        OptionType type,
        String text,
        @Nullable String since) {}

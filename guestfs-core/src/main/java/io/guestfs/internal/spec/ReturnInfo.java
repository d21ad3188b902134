package io.guestfs.internal.spec;

import org.jspecify.annotations.Nullable;

/**
 * The result of a call.
 *
 * @param type type of the value
 * @param struct wire name of the structure for {@link ReturnType#STRUCT} and {@link ReturnType#STRUCT_LIST}, else null
 */
public record ReturnInfo(ReturnType type, @Nullable String struct) {}

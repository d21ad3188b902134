package io.guestfs.appliance;

import org.jspecify.annotations.Nullable;

/**
 * One extra qemu option, passed on untouched.
 *
 * @param option the option with its dash, for instance {@code -name}
 * @param value its value, or null for an option without one
 */
public record ConfigParameter(String option, @Nullable String value) {}

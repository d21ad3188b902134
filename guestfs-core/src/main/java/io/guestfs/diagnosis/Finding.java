package io.guestfs.diagnosis;

/**
 * One thing that was looked at.
 *
 * @param area what it is about
 * @param severity how much it matters
 * @param what what was found, one or more sentences
 * @param remedy the command that repairs it, ready for a shell, or a sentence that says what to do where no command does it; empty if
 *     there is nothing to do
 */
public record Finding(Area area, Severity severity, String what, String remedy) {}

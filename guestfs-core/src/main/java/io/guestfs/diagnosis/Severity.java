package io.guestfs.diagnosis;

/** How much a finding matters, the least first. */
public enum Severity {
    /** It is as it should be. */
    OK,
    /** Worth knowing: something optional is missing, or a setting changes what a launch does. */
    NOTE,
    /** Launches work, but slower or only for some uses, or they will soon fail. */
    WARNING,
    /** Launches fail because of it. */
    FAULT
}

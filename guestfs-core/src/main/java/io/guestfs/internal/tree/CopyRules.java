package io.guestfs.internal.tree;

/**
 * What a copy that comes from a guest may have beyond files, directories and links.
 *
 * @param devices devices and named pipes are made; otherwise they are left out and counted
 * @param specialBits the bits for set-user-id, set-group-id and sticky are kept
 */
public record CopyRules(boolean devices, boolean specialBits) {

    /** Nothing that could give rights on the host away. */
    public static final CopyRules CAUTIOUS = new CopyRules(false, false);
}

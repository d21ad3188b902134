package io.guestfs.protocol.description;

/**
 * One procedure of the daemon.
 *
 * @param origin where it is described
 * @param number its number on the wire
 * @param name the daemon call it belongs to
 */
public record ProcedureSpec(Origin origin, int number, String name) {}

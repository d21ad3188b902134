package io.guestfs.protocol.description;

/**
 * One kind of event.
 *
 * @param origin where it is described
 * @param bit its position in event masks
 * @param name its name, such as {@code launch_done}
 * @param payload what it carries
 * @param text when it happens
 */
public record EventSpec(Origin origin, int bit, String name, EventPayload payload, String text) {}

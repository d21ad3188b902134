package io.guestfs.protocol.description;

import java.util.List;

/**
 * A group of related calls.
 *
 * @param origin where it is described
 * @param name its name in lower case, which is also the name of its file of calls
 * @param title a few words
 * @param intro what the calls are about
 * @param calls its calls
 */
public record FamilySpec(Origin origin, String name, String title, String intro, List<CallSpec> calls) {}

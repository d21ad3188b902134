package io.guestfs.protocol.description;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written about a call as a whole.
 *
 * @param summary one sentence
 * @param body paragraphs and lists
 * @param errors ways to fail
 * @param example lines of Java, or null
 * @param see names of related calls
 */
public record CallText(
        String summary,
        String body,
        List<ErrorSpec> errors,
        @Nullable String example,
        List<String> see) {}

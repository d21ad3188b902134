package io.guestfs.it.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One word of a script line.
 *
 * @param text the text, without quotes and escapes; for a list what stands before the brace
 * @param list the elements, when the word is a list, else null
 */
record Word(String text, @Nullable List<String> list) {

    /** A word with variables replaced. */
    Word with(Variables variables) {
        return new Word(
                variables.replaced(text),
                list == null ? null : list.stream().map(variables::replaced).toList());
    }

    /** The elements of a list. */
    List<String> elements() {
        if (list == null) {
            throw new IllegalArgumentException("a list in braces is wanted, not " + text);
        }
        return list;
    }
}

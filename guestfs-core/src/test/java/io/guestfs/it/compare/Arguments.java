package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call is given, with the types of the API description. Numbers that begin with 0 are octal.
 *
 * @param values the parameters: {@code String}, {@code List}, {@code Boolean}, {@code Integer}, {@code Long},
 *     {@code byte[]} or null
 * @param options the options that are given, by their names
 */
record Arguments(List<@Nullable Object> values, Map<String, Object> options) {

    static Arguments of(CallSpec call, List<Word> words) {
        int count = call.params().size();
        if (words.size() < count) {
            throw new IllegalArgumentException(call.name() + " takes " + count + " arguments, not " + words.size());
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(call.params().get(i), words.get(i)));
        }
        Map<String, Object> options = new LinkedHashMap<>();
        for (Word word : words.subList(count, words.size())) {
            int colon = word.text().indexOf(':');
            OptionSpec option = option(call, word.text().substring(0, Math.max(0, colon)));
            options.put(option.name(), value(option, word.text().substring(colon + 1), word));
        }
        return new Arguments(values, options);
    }

    private static @Nullable Object value(ParamSpec param, Word word) {
        String text = word.text();
        return switch (param.type()) {
            case STRING -> text;
            case OPT_STRING -> text.equals("null") ? null : text;
            case STRING_LIST -> word.elements();
            case BOOL -> Boolean.valueOf(text);
            case INT -> Integer.decode(text);
            case INT64 -> Long.decode(text);
            case BUFFER_IN -> text.getBytes(ISO_8859_1);
            case POINTER -> throw new IllegalArgumentException("no script can name a pointer");
        };
    }

    private static Object value(OptionSpec option, String text, Word word) {
        return switch (option.type()) {
            case BOOL -> Boolean.valueOf(text);
            case INT -> Integer.decode(text);
            case INT64 -> Long.decode(text);
            case STRING -> text;
            case STRING_LIST -> word.elements();
        };
    }

    private static OptionSpec option(CallSpec call, String name) {
        return call.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(call.name() + " has no option " + name));
    }
}

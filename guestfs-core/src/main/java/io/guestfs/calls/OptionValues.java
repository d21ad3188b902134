package io.guestfs.calls;

import io.guestfs.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses null where a value of an optional argument is set, with the exception that calls use for bad arguments. */
final class OptionValues {
    private OptionValues() {}

    static <T> T present(String call, String option, @Nullable T value) {
        if (value == null) {
            throw new InvalidArgumentException(
                    call, option + ": the optional argument is null; leave it unset when it is not wanted");
        }
        return value;
    }

    static List<String> copy(String call, String option, @Nullable List<String> values) {
        List<String> copy = new ArrayList<>(present(call, option, values));
        copy.forEach(value -> present(call, option, value));
        return Collections.unmodifiableList(copy);
    }
}

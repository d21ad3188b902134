package io.guestfs;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes results apart for comparison: a record becomes the list of its components, bytes become text. */
final class Unwrapped {

    private Unwrapped() {}

    static @Nullable Object value(@Nullable Object result) {
        if (result instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(value(element)));
            return all;
        }
        if (result instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return result instanceof Record struct ? components(struct) : result;
    }

    private static List<@Nullable Object> components(Record struct) {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            for (RecordComponent component : struct.getClass().getRecordComponents()) {
                values.add(value(component.getAccessor().invoke(struct)));
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record without accessor", e);
        }
        return values;
    }
}

package io.guestfs.it.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.StructSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes results as text that is the same for equal results, whichever library they are from.
 *
 * @param api the structures
 * @param fields how to get at the fields of one
 */
record Rendering(ApiDescription api, Fields fields) {

    /** Reads the fields of the structures of a library. */
    @FunctionalInterface
    interface Fields {
        Object value(Object struct, FieldSpec field) throws ReflectiveOperationException;
    }

    String result(CallSpec call, @Nullable Object result) {
        if (result == null) {
            return "null";
        }
        if (call.returns().hasStruct()) {
            StructSpec struct =
                    api.struct(requireNonNull(call.returns().struct())).orElseThrow();
            return result instanceof List<?> || result instanceof Object[]
                    ? list(result).stream()
                            .map(element -> struct(struct, element))
                            .collect(Collectors.joining("\n", "[", "]"))
                    : struct(struct, result);
        }
        return value(result);
    }

    private static String value(Object result) {
        if (result instanceof Map<?, ?> map) {
            // The C library's binding has no order here; the trace line has.
            return new TreeMap<Object, Object>(map).toString();
        }
        if (result instanceof List<?> || result instanceof Object[]) {
            return list(result).stream()
                    .map(element -> quoted((String) element))
                    .collect(Collectors.joining("\n", "[", "]"));
        }
        if (result instanceof byte[] bytes) {
            return bytes(bytes);
        }
        return result instanceof String text ? quoted(text) : result.toString();
    }

    private static List<?> list(Object result) {
        return result instanceof Object[] array ? Arrays.asList(array) : (List<?>) result;
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private String struct(StructSpec struct, Object result) {
        StringBuilder text = new StringBuilder("{");
        try {
            for (FieldSpec field : struct.fields()) {
                text.append(field.name()).append(": ");
                text.append(field(field, fields.value(result, field))).append(", ");
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no field in " + result.getClass(), e);
        }
        return text.append('}').toString();
    }

    private static String field(FieldSpec field, Object value) {
        return switch (field.type()) {
            case INT32, INT64, CHAR -> value.toString();
            case UINT32 -> Long.toString(((Number) value).longValue() & 0xffff_ffffL);
            case UINT64, BYTES -> Long.toUnsignedString(((Number) value).longValue());
            case STRING, DEVICE, UUID -> quoted((String) value);
            // The C library's binding ends them at the first zero; the trace line does not.
            case BUFFER ->
                bytes(value instanceof byte[] bytes ? untilZero(bytes) : ((String) value).getBytes(ISO_8859_1));
            case OPT_PERCENT -> percent(value);
        };
    }

    private static byte[] untilZero(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static String percent(Object value) {
        double percent = value instanceof OptionalDouble given ? given.orElse(-1) : ((Number) value).doubleValue();
        return percent < 0 ? "absent" : String.format(Locale.ROOT, "%.4f", percent);
    }

    /** Bytes as the trace shows them. */
    static String bytes(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < Math.min(bytes.length, 256); i++) {
            int b = bytes[i] & 0xff;
            text.append(b >= 0x20 && b < 0x7f ? Character.toString(b) : String.format(Locale.ROOT, "\\x%02x", b));
        }
        text.append('"');
        return bytes.length <= 256
                ? text.toString()
                : text.append("<truncated, original size ")
                        .append(bytes.length)
                        .append(" bytes>")
                        .toString();
    }
}

package io.guestfs;

import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.StructSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A result as the daemon would send it, and what the caller must then get. */
final class SampleReply {

    private static final List<String> TEXTS =
            List.of("", "x", "/dev/sda", "Überall", "日本", "\uD83D\uDC27", "not \uDCFF UTF-8", "line\n");

    /** The bytes behind the header. */
    final WireBytes bytes = new WireBytes();

    /** What the call must return: structures as the list of their field values, null for nothing. */
    final @Nullable Object value;

    private final Random random;

    SampleReply(CallSpec call, long seed) {
        random = new Random(seed);
        value = value(call);
    }

    private @Nullable Object value(CallSpec call) {
        return switch (call.returns().type()) {
            case ERR -> null;
            case INT -> int32();
            case INT64 -> int64();
            case BOOL -> truth();
            case CONST_STRING, STRING -> string();
            case STRING_LIST -> list(this::string);
            case STRUCT -> struct(structOf(call));
            case STRUCT_LIST -> list(() -> struct(structOf(call)));
            case HASHTABLE -> hashtable();
            case BUFFER_OUT -> buffer();
            case CONST_OPT_STRING -> throw new IllegalArgumentException("the daemon can't return this: " + call.name());
        };
    }

    private static StructSpec structOf(CallSpec call) {
        String name = String.valueOf(call.returns().struct());
        return Description.API.struct(name).orElseThrow();
    }

    private int int32() {
        int number = random.nextInt();
        bytes.u32(number);
        return number;
    }

    private long int64() {
        long number = random.nextLong();
        bytes.u64(number);
        return number;
    }

    private boolean truth() {
        boolean truth = random.nextBoolean();
        bytes.bool(truth);
        return truth;
    }

    private String string() {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        bytes.opaque(GuestBytes.of(text));
        return text;
    }

    private byte[] buffer() {
        byte[] content = new byte[random.nextInt(30)];
        random.nextBytes(content);
        bytes.opaque(content);
        return content;
    }

    private List<Object> list(java.util.function.Supplier<Object> element) {
        int count = random.nextInt(5);
        bytes.u32(count);
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    private Map<String, String> hashtable() {
        int count = random.nextInt(4);
        bytes.u32(2L * count);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = count; i > 0; i--) {
            String key = "key " + i;
            bytes.string(key);
            map.put(key, string());
        }
        return map;
    }

    private List<Object> struct(StructSpec struct) {
        List<Object> fields = new ArrayList<>();
        for (FieldSpec field : struct.fields()) {
            fields.add(field(field));
        }
        return fields;
    }

    private Object field(FieldSpec field) {
        return switch (field.type()) {
            case CHAR -> character();
            case INT32 -> int32();
            case UINT32 -> Integer.toUnsignedLong(int32());
            case INT64, UINT64, BYTES -> int64();
            case STRING, DEVICE -> string();
            case BUFFER -> buffer();
            case UUID -> uuid();
            case OPT_PERCENT -> percent();
        };
    }

    private char character() {
        char c = (char) ('a' + random.nextInt(26));
        bytes.u32(c);
        return c;
    }

    private String uuid() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        bytes.raw(text.toString().getBytes(StandardCharsets.US_ASCII));
        return text.toString();
    }

    private OptionalDouble percent() {
        boolean absent = random.nextInt(3) == 0;
        float number = absent ? -1 : random.nextFloat() * 100;
        bytes.f32(number);
        return absent ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
}

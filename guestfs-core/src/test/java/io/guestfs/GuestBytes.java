package io.guestfs;

import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.ParamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes that a call must have on the wire, put together from the description without the code that is tested. */
final class GuestBytes {

    private GuestBytes() {}

    /** The bytes of a text: U+DC80 to U+DCFF stand for the single bytes 0x80 to 0xFF, everything else is UTF-8. */
    static byte[] of(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (c >= 0xDC80 && c <= 0xDCFF) {
                bytes.write(c - 0xDC00);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** The arguments of a call: first the required ones without files, then all options with fillers. */
    static byte[] arguments(CallSpec call, List<@Nullable Object> args, Map<String, Object> options) {
        WireBytes out = new WireBytes();
        for (int i = 0; i < call.params().size(); i++) {
            ParamSpec param = call.params().get(i);
            if (!param.isFile()) {
                required(out, param, args.get(i));
            }
        }
        for (OptionSpec option : call.options()) {
            optional(out, option, options.get(option.name()));
        }
        return out.toByteArray();
    }

    private static void required(WireBytes out, ParamSpec param, @Nullable Object given) {
        if (param.type() == ParamType.OPT_STRING) {
            out.u32(given == null ? 0 : 1);
            if (given != null) {
                out.opaque(of((String) given));
            }
            return;
        }
        Object value = Objects.requireNonNull(given);
        switch (param.type()) {
            case STRING -> out.opaque(of((String) value));
            case STRING_LIST -> strings(out, (List<?>) value);
            case BOOL -> out.u32(Boolean.TRUE.equals(value) ? 1 : 0);
            case INT -> out.u32((Integer) value);
            case INT64 -> out.u64((Long) value);
            case BUFFER_IN -> out.opaque((byte[]) value);
            default -> throw new IllegalArgumentException("this can't be sent: " + param.name());
        }
    }

    private static void optional(WireBytes out, OptionSpec option, @Nullable Object value) {
        switch (option.type()) {
            case BOOL -> out.u32(Boolean.TRUE.equals(value) ? 1 : 0);
            case INT -> out.u32(value == null ? 0 : (Integer) value);
            case INT64 -> out.u64(value == null ? 0 : (Long) value);
            case STRING -> out.opaque(value == null ? new byte[0] : of((String) value));
            case STRING_LIST -> strings(out, value == null ? List.of() : (List<?>) value);
        }
    }

    private static void strings(WireBytes out, List<?> texts) {
        out.u32(texts.size());
        for (Object text : texts) {
            out.opaque(of((String) text));
        }
    }

    /** The bits of the options that are given. */
    static long bitmask(CallSpec call, Map<String, Object> options) {
        long mask = 0;
        for (int bit = 0; bit < call.options().size(); bit++) {
            if (options.containsKey(call.options().get(bit).name())) {
                mask |= 1L << bit;
            }
        }
        return mask;
    }
}

package io.guestfs.internal.call;

import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.internal.spec.ReturnType;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.internal.transfer.FileArgument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a trace, in the form of the C library, so that programs that read its logs go on working. Keys are never
 * shown, and neither are the secret of a drive and a password for libvirt, which the C library does show.
 */
final class CallTrace {

    private static final int BUFFER_LIMIT = 256;
    private static final String HIDDEN = "***";
    private static final String ANSWER_TO_LIBVIRT = "set_libvirt_requested_credential";

    private CallTrace() {}

    static String call(CallInfo call, @Nullable Object[] args, @Nullable Object[] options) {
        StringBuilder line = new StringBuilder(call.name());
        for (int i = 0; i < call.params().size(); i++) {
            line.append(' ');
            argument(line, call, call.params().get(i), args[i]);
        }
        for (int i = 0; i < options.length; i++) {
            Object value = options[i];
            if (value != null) {
                line.append(' ');
                option(line, call.options().get(i), value);
            }
        }
        return line.toString();
    }

    private static void argument(StringBuilder line, CallInfo call, ParamInfo param, @Nullable Object value) {
        if (value == null) {
            line.append("null");
        } else if (param.kind() == StringKind.KEY) {
            line.append('"').append(HIDDEN).append('"');
        } else if (value instanceof String text) {
            line.append('"').append(text).append('"');
        } else if (value instanceof FileArgument file) {
            line.append('"').append(file.name()).append('"');
        } else if (value instanceof List<?> list) {
            line.append('"').append(joined(list)).append('"');
        } else if (value instanceof byte[] bytes) {
            if (call.name().equals(ANSWER_TO_LIBVIRT)) {
                line.append('"').append(HIDDEN).append('"');
            } else {
                buffer(line, bytes);
            }
        } else {
            line.append(value);
        }
    }

    private static void option(StringBuilder line, ParamInfo option, Object value) {
        String shown = value instanceof List<?> list ? joined(list) : value.toString();
        if (option.name().equals("secret")) {
            shown = HIDDEN;
        }
        line.append('"').append(option.name()).append(':').append(shown).append('"');
    }

    private static String joined(List<?> list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(String.valueOf(word)));
        return String.join(" ", words);
    }

    static String result(CallInfo call, @Nullable Object result) {
        StringBuilder line = new StringBuilder(call.name()).append(" = ");
        if (call.returns().type() == ReturnType.NONE) {
            return line.append('0').toString();
        }
        if (result == null) {
            return line.append("\"NULL\"").toString();
        }
        String struct = call.returns().struct();
        if (struct != null) {
            StructTrace.append(line, struct, result);
        } else {
            value(line, result);
        }
        return line.toString();
    }

    private static void value(StringBuilder line, Object result) {
        if (result instanceof Boolean flag) {
            line.append(flag ? '1' : '0');
        } else if (result instanceof String text) {
            line.append('"').append(text).append('"');
        } else if (result instanceof byte[] bytes) {
            buffer(line, bytes);
        } else if (result instanceof Map<?, ?> map) {
            List<Object> flat = new ArrayList<>();
            map.forEach((key, value) -> {
                flat.add(key);
                flat.add(value);
            });
            words(line, flat);
        } else if (result instanceof List<?> list) {
            words(line, list);
        } else {
            line.append(result);
        }
    }

    private static void words(StringBuilder line, List<?> list) {
        line.append('[');
        String comma = "";
        for (Object word : list) {
            line.append(comma).append('"').append(word).append('"');
            comma = ", ";
        }
        line.append(']');
    }

    static String error(CallInfo call) {
        return call.name() + " = " + (returnsNumber(call.returns().type()) ? "-1" : "NULL") + " (error)";
    }

    private static boolean returnsNumber(ReturnType type) {
        return switch (type) {
            case NONE, INT, INT64, BOOL -> true;
            default -> false;
        };
    }

    private static void buffer(StringBuilder line, byte[] bytes) {
        line.append('"');
        escaped(line, bytes, BUFFER_LIMIT);
        line.append('"');
        if (bytes.length > BUFFER_LIMIT) {
            line.append("<truncated, original size ").append(bytes.length).append(" bytes>");
        }
    }

    /** Writes bytes so that only printable ASCII stays as it is. */
    static void escaped(StringBuilder line, byte[] bytes, int limit) {
        String text = new String(bytes, 0, Math.min(bytes.length, limit), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                line.append(c);
            } else {
                line.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            }
        }
    }
}

package io.guestfs;

import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.FieldType;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StructSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Values that were written down beside captured frames, {@code TYPE:VALUE} each, taken as the description says. */
final class RecordedValues {

    private final Iterator<String> values;

    RecordedValues(List<String> values) {
        this.values = values.iterator();
    }

    boolean atEnd() {
        return !values.hasNext();
    }

    private String text() {
        String value = values.next();
        return value.substring(value.indexOf(':') + 1);
    }

    private int count() {
        return Integer.parseInt(text());
    }

    /** The required arguments; null stands for files. */
    List<@Nullable Object> required(CallSpec call) {
        List<@Nullable Object> all = new ArrayList<>();
        for (ParamSpec param : call.params()) {
            all.add(param.isFile() ? null : required(param));
        }
        return all;
    }

    private @Nullable Object required(ParamSpec param) {
        return switch (param.type()) {
            case STRING -> text();
            case OPT_STRING -> optional();
            case STRING_LIST -> strings();
            case BOOL -> text().equals("1");
            case INT -> count();
            case INT64 -> Long.parseLong(text());
            case BUFFER_IN -> HexFormat.of().parseHex(text());
            case POINTER -> throw new IllegalArgumentException("no pointer goes to the daemon");
        };
    }

    private @Nullable String optional() {
        String value = values.next();
        return value.startsWith("null") ? null : value.substring(value.indexOf(':') + 1);
    }

    /** The options whose bits are set; the others have fillers. */
    Map<String, Object> options(CallSpec call, long bitmask) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (int bit = 0; bit < call.options().size(); bit++) {
            OptionSpec option = call.options().get(bit);
            Object value = switch (option.type()) {
                case BOOL -> text().equals("1");
                case INT -> count();
                case INT64 -> Long.parseLong(text());
                case STRING -> text();
                case STRING_LIST -> strings();
            };
            if ((bitmask >> bit & 1) == 1) {
                given.put(option.name(), value);
            }
        }
        return given;
    }

    private List<Object> strings() {
        List<Object> all = new ArrayList<>();
        for (int i = count(); i > 0; i--) {
            all.add(text());
        }
        return all;
    }

    private String bytes() {
        return new String(HexFormat.of().parseHex(text()), StandardCharsets.ISO_8859_1);
    }

    /** The result, structures as lists of their fields and buffers as text, like {@link Unwrapped}. */
    @Nullable
    Object result(CallSpec call) {
        return switch (call.returns().type()) {
            case ERR -> null;
            case INT -> count();
            case INT64 -> Long.parseLong(text());
            case BOOL -> text().equals("1");
            case CONST_STRING, CONST_OPT_STRING, STRING -> text();
            case STRING_LIST -> strings();
            case STRUCT -> struct(structOf(call));
            case STRUCT_LIST -> structs(structOf(call));
            case HASHTABLE -> hashtable();
            case BUFFER_OUT -> bytes();
        };
    }

    private static StructSpec structOf(CallSpec call) {
        return Description.API.struct(String.valueOf(call.returns().struct())).orElseThrow();
    }

    private Map<String, String> hashtable() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = count() / 2; i > 0; i--) {
            map.put(text(), text());
        }
        return map;
    }

    List<Object> structs(StructSpec struct) {
        List<Object> all = new ArrayList<>();
        for (int i = count(); i > 0; i--) {
            all.add(struct(struct));
        }
        return all;
    }

    private List<Object> struct(StructSpec struct) {
        List<Object> fields = new ArrayList<>();
        for (FieldSpec field : struct.fields()) {
            fields.add(field(field.type()));
        }
        return fields;
    }

    private Object field(FieldType type) {
        return switch (type) {
            case CHAR -> text().charAt(0);
            case INT32 -> count();
            case UINT32, INT64, UINT64, BYTES -> Long.parseLong(text());
            case STRING, DEVICE, UUID -> text();
            case BUFFER -> bytes();
            case OPT_PERCENT -> percent(Float.parseFloat(text()));
        };
    }

    private static OptionalDouble percent(float value) {
        return value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

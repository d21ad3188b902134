package io.guestfs.internal.call;

import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.internal.spec.FieldInfo;
import io.guestfs.internal.spec.FieldType;
import io.guestfs.internal.spec.StructInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Structures in the lines of a trace. */
final class StructTrace {

    private StructTrace() {}

    static void append(StringBuilder line, String struct, Object result) {
        StructInfo<?> info = StructCodecs.BY_NAME.get(struct);
        if (info == null) {
            line.append(result);
            return;
        }
        line.append("<struct guestfs_").append(struct);
        if (result instanceof List<?> list) {
            line.append("_list(").append(list.size()).append(')');
            for (int i = 0; i < list.size(); i++) {
                line.append(i == 0 ? " = " : " ").append('[').append(i).append("]{");
                fields(line, info, list.get(i));
                line.append('}');
            }
        } else {
            line.append(" = ");
            fields(line, info, result);
        }
        line.append('>');
    }

    private static <S> void fields(StringBuilder line, StructInfo<S> info, Object struct) {
        Function<S, Object[]> values = info.values();
        Object[] of = values.apply(info.type().cast(struct));
        for (int i = 0; i < of.length; i++) {
            FieldInfo field = info.fields().get(i);
            line.append(field.name()).append(": ");
            field(line, field, of[i]);
            line.append(", ");
        }
    }

    private static void field(StringBuilder line, FieldInfo field, Object value) {
        if (value instanceof byte[] bytes) {
            CallTrace.escaped(line, bytes, bytes.length);
        } else if (field.type() == FieldType.OPT_PERCENT && value instanceof OptionalDouble percent) {
            if (percent.isPresent()) {
                line.append(String.format(Locale.ROOT, "%s %%", number(percent.getAsDouble())));
            }
        } else if (unsigned(field.type()) && value instanceof Long number) {
            line.append(Long.toUnsignedString(number));
        } else {
            line.append(value);
        }
    }

    private static boolean unsigned(FieldType type) {
        return type == FieldType.UINT64 || type == FieldType.BYTES;
    }

    /** As C's {@code %g} writes a percentage: six digits, no zeros behind the point. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}

package io.guestfs.internal.spec;

import io.guestfs.protocol.xdr.WireText;
import io.guestfs.protocol.xdr.XdrWriter;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Gives the values of argument arrays their types, and optional arguments that are absent the filler that the daemon wants
 * in their place. The generated methods put values of the right types into the arrays, so a wrong one is a fault of ours.
 */
public final class WireValues {
    private WireValues() {}

    /**
     * Encodes the arguments of a call that has none.
     *
     * @param out left as it is
     * @param args ignored
     * @param options ignored
     */
    public static void encodeNothing(XdrWriter out, @Nullable Object[] args, @Nullable Object[] options) {
        // The body of such a call is empty.
    }

    /**
     * Casts a required argument.
     *
     * @param value the argument
     * @return the same
     */
    public static String string(@Nullable Object value) {
        return (String) present(value);
    }

    /**
     * Casts an argument that may be null.
     *
     * @param value the argument
     * @return the same
     */
    public static @Nullable String optionalString(@Nullable Object value) {
        return (String) value;
    }

    /**
     * Casts a required list of text.
     *
     * @param value the argument
     * @return the same
     */
    @SuppressWarnings("unchecked")
    public static List<String> stringList(@Nullable Object value) {
        return (List<String>) present(value);
    }

    /**
     * Casts a required truth value.
     *
     * @param value the argument
     * @return the same
     */
    public static boolean truth(@Nullable Object value) {
        return (Boolean) present(value);
    }

    /**
     * Casts a required number.
     *
     * @param value the argument
     * @return the same
     */
    public static int int32(@Nullable Object value) {
        return (Integer) present(value);
    }

    /**
     * Casts a required number.
     *
     * @param value the argument
     * @return the same
     */
    public static long int64(@Nullable Object value) {
        return (Long) present(value);
    }

    /**
     * Casts required bytes.
     *
     * @param value the argument
     * @return the same array
     */
    public static byte[] bytes(@Nullable Object value) {
        return (byte[]) present(value);
    }

    /**
     * Casts an option.
     *
     * @param value the option, or null when it is not given
     * @return its value or false
     */
    public static boolean truthOrFiller(@Nullable Object value) {
        return value != null && (Boolean) value;
    }

    /**
     * Casts an option.
     *
     * @param value the option, or null when it is not given
     * @return its value or 0
     */
    public static int int32OrFiller(@Nullable Object value) {
        return value == null ? 0 : (Integer) value;
    }

    /**
     * Casts an option.
     *
     * @param value the option, or null when it is not given
     * @return its value or 0
     */
    public static long int64OrFiller(@Nullable Object value) {
        return value == null ? 0 : (Long) value;
    }

    /**
     * Casts an option.
     *
     * @param value the option, or null when it is not given
     * @return its value or empty text
     */
    public static String stringOrFiller(@Nullable Object value) {
        return value == null ? "" : (String) value;
    }

    /**
     * Casts an option.
     *
     * @param value the option, or null when it is not given
     * @return its value or an empty list
     */
    public static List<String> stringListOrFiller(@Nullable Object value) {
        return value == null ? List.of() : stringList(value);
    }

    /**
     * Reads an identifier of LVM.
     *
     * @param bytes its 32 bytes
     * @return the text they are
     */
    public static String uuid(byte[] bytes) {
        return WireText.decode(bytes);
    }

    /**
     * Reads a percentage.
     *
     * @param value the number on the wire; a negative one means that there is none
     * @return the percentage, if there is one
     */
    public static OptionalDouble percent(float value) {
        return value >= 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static Object present(@Nullable Object value) {
        return Objects.requireNonNull(value, "a required argument is null");
    }
}

package io.guestfs;

import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Argument values of every type, the same in every run, that the library has to accept. */
final class SampleArguments {

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ab",
            "abc",
            "/dev/sda1",
            "/Grüße",
            "日本語",
            "\uD83D\uDC27 penguin",
            "broken \uDCC3( bytes",
            "two\nlines");

    private final Random random;

    SampleArguments(long seed) {
        random = new Random(seed);
    }

    /** Values for the required arguments; null stands for files and for text that may be absent. */
    List<@Nullable Object> required(CallSpec call) {
        List<@Nullable Object> values = new ArrayList<>();
        for (ParamSpec param : call.params()) {
            values.add(param.isFile() ? null : required(call, param, values));
        }
        return values;
    }

    private @Nullable Object required(CallSpec call, ParamSpec param, List<@Nullable Object> before) {
        if (param.name().equals("vallen")) {
            // The length of the text before it; the daemon reads that many bytes.
            return GuestBytes.of(String.valueOf(before.get(before.size() - 1))).length;
        }
        return switch (param.type()) {
            case STRING -> string(param.kind());
            case OPT_STRING -> random.nextBoolean() ? null : string(param.kind());
            case STRING_LIST -> strings(param.kind());
            case BOOL -> random.nextBoolean();
            case INT -> random.nextInt();
            case INT64 -> call.name().equals("upload_offset") ? random.nextLong() >>> 1 : random.nextLong();
            case BUFFER_IN -> bytes();
            case POINTER -> new Object();
        };
    }

    /** A value for an option. */
    Object optional(CallSpec call, OptionSpec option) {
        if (option.name().equals("compress") && call.name().startsWith("tar_")) {
            return "xz";
        }
        return switch (option.type()) {
            case BOOL -> random.nextBoolean();
            case INT -> random.nextInt();
            case INT64 -> random.nextLong();
            case STRING -> string(StringKind.PLAIN);
            case STRING_LIST -> strings(StringKind.PLAIN);
        };
    }

    private String string(StringKind kind) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return switch (kind) {
            case GUID -> "{5fc8ac0d-6c4b-4a26-a9a6-0c9a0a3b1d2e}";
            case FILENAME -> text.replace('/', '_');
            default -> text;
        };
    }

    private List<String> strings(StringKind kind) {
        List<String> list = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            list.add(string(kind));
        }
        return list;
    }

    byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The content of a file of some chunks, the last one not full. */
    byte[] file() {
        byte[] bytes = new byte[20_000 + random.nextInt(4)];
        random.nextBytes(bytes);
        return bytes;
    }
}

package io.guestfs;

import io.guestfs.fakedaemon.WireCursor;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ProcedureSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call that the C library and its daemon were heard to make.
 *
 * @param name its name in the index
 */
record CapturedFrame(String name) {

    private static final Properties INDEX = index();
    private static final int LENGTH_WORD = 4;

    private static Properties index() {
        Properties index = new Properties();
        try (InputStream in = resource("frames.properties")) {
            index.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return index;
    }

    private static InputStream resource(String file) throws IOException {
        InputStream in = CapturedFrame.class.getResourceAsStream("/frames/" + file);
        if (in == null) {
            throw new IOException("no captured frames " + file);
        }
        return in;
    }

    static Stream<CapturedFrame> all() {
        return INDEX.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".procedure"))
                .map(key -> key.substring(0, key.lastIndexOf('.')))
                .sorted()
                .map(CapturedFrame::new);
    }

    long number(String key) {
        return Long.parseLong(INDEX.getProperty(name + "." + key));
    }

    List<String> values(String kind) {
        List<String> values = new ArrayList<>();
        String value = INDEX.getProperty(name + "." + kind + ".1");
        while (value != null) {
            values.add(value);
            value = INDEX.getProperty(name + "." + kind + "." + (values.size() + 1));
        }
        return values;
    }

    /** The text of the n-th value of a kind. */
    String text(String kind, int n) {
        String value = INDEX.getProperty(name + "." + kind + "." + n);
        return value.substring(value.indexOf(':') + 1);
    }

    boolean refused() {
        return INDEX.containsKey(name + ".error.1");
    }

    /** The call in today's description; empty for a procedure that only older daemons have. */
    Optional<CallSpec> call() {
        return Description.API.procedures().stream()
                .filter(procedure -> procedure.number() == number("procedure"))
                .map(ProcedureSpec::name)
                .findFirst()
                .flatMap(called -> Description.daemonCalls()
                        .filter(call -> call.name().equals(called))
                        .findFirst());
    }

    /** The message in a file, without its length word. */
    byte[] message(String kind) {
        byte[] frame = frames(kind).get(0);
        return Arrays.copyOfRange(frame, LENGTH_WORD, frame.length);
    }

    /** The frames in a file, length words included; none when there is no such file. */
    List<byte[]> frames(String kind) {
        String file = name + "." + kind + ".hex";
        if (CapturedFrame.class.getResource("/frames/" + file) == null) {
            return List.of();
        }
        try (InputStream in = resource(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().map(HexFormat.of()::parseHex).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the chunks carry. */
    byte[] file() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] frame : frames("chunks")) {
            WireCursor chunk = new WireCursor(Arrays.copyOfRange(frame, 2 * LENGTH_WORD, frame.length));
            content.writeBytes(chunk.opaque());
        }
        return content.toByteArray();
    }

    /** The reply with another serial number. */
    byte[] reply(int serial) {
        byte[] message = message("reply");
        for (int i = 0; i < LENGTH_WORD; i++) {
            message[16 + i] = (byte) (serial >> (24 - 8 * i));
        }
        return message;
    }

    /** The arguments of the request. */
    byte[] arguments() {
        byte[] message = message("request");
        return Arrays.copyOfRange(message, 40, message.length);
    }

    @Override
    public String toString() {
        return name;
    }

    /** The argument values with fillers. */
    RecordedValues recordedArguments() {
        return new RecordedValues(values("argument"));
    }

    @Nullable
    Object result(CallSpec call) {
        return new RecordedValues(values("result")).result(call);
    }
}

package io.guestfs.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.protocol.frame.DaemonLink;
import io.guestfs.protocol.frame.Frame;
import io.guestfs.protocol.frame.FrameChannel;
import io.guestfs.protocol.frame.Patience;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the original library and its daemon said to each other means the same to us, and we would say it alike. */
class CapturedFramesTest {
    private static final Properties INDEX = index();

    static Stream<String> calls() {
        return INDEX.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".procedure"))
                .map(key -> key.substring(0, key.length() - ".procedure".length()))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aRequestIsReadAndWouldBeWrittenTheSame(String call) throws IOException {
        ByteBuffer body = message(call, "request");
        XdrReader in = new XdrReader(body);
        MessageHeader header = MessageHeader.decode(in);
        assertThat(header)
                .isEqualTo(MessageHeader.request(
                        (int) number(call, "procedure"),
                        (int) number(call, "serial"),
                        number(call, "hint"),
                        number(call, "optargs")));
        List<String> arguments = values(call, "argument");
        assertThat(read(in, arguments)).isEqualTo(arguments);
        assertThat(in.hasRemaining()).isFalse();

        XdrWriter out = new XdrWriter(ProtocolNumbers.MESSAGE_LIMIT);
        header.encode(out);
        arguments.forEach(argument -> write(out, argument));
        assertThat(out.toBuffer()).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aReplyIsReadWhole(String call) throws IOException {
        XdrReader in = new XdrReader(message(call, "reply"));
        MessageHeader header = MessageHeader.decode(in);
        header.checkReplyTo((int) number(call, "procedure"), (int) number(call, "serial"));
        if (header.status() == ProtocolNumbers.STATUS_ERROR) {
            ErrorReply error = ErrorReply.decode(in);
            assertThat(List.of("string:" + error.errnoName(), "string:" + error.message()))
                    .isEqualTo(values(call, "error"));
        } else {
            List<String> results = values(call, "result");
            assertThat(read(in, results)).isEqualTo(results);
        }
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void chunksAreThoseOfTheFile() throws IOException {
        byte[] two = new byte[8195];
        for (int i = 0; i < 8192; i++) {
            two[i] = (byte) i;
        }
        System.arraycopy("end".getBytes(StandardCharsets.UTF_8), 0, two, 8192, 3);
        assertThat(file("upload")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(file("upload-two-chunks")).isEqualTo(two);
        assertThat(file("download")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(file("tar_out-options")).hasSize(10_240);
    }

    @Test
    void aFileThatIsMissingHereIsOneCancelChunk() throws IOException {
        List<Frame> chunks = frames("upload-missing-file", "chunks");
        assertThat(chunks).hasSize(1);
        assertThat(chunk(chunks.get(0)).cancelled()).isTrue();
    }

    @Test
    void flagsAreFlags() throws IOException {
        assertThat(new Wire("launch.hex").frames()).containsExactly(new Frame.Launch());
        assertThat(frames("upload-refused", "before")).containsExactly(new Frame.Cancel());
        assertThat(frames("download-refused-here", "flags")).containsExactly(new Frame.Cancel());
        assertThat(frames("zero_device-progress", "before")).isNotEmpty().allSatisfy(frame -> {
            ProgressMessage message = ((Frame.Progress) frame).message();
            assertThat(message.procedure()).isEqualTo(number("zero_device-progress", "procedure"));
            assertThat(message.serial()).isEqualTo(number("zero_device-progress", "serial"));
            assertThat(message.position()).isBetween(1L, message.total());
            assertThat(message.total()).isEqualTo(4L << 30);
        });
    }

    private static List<String> read(XdrReader in, List<String> expected) throws XdrException {
        List<String> values = new ArrayList<>();
        for (String value : expected) {
            String type = value.substring(0, value.indexOf(':'));
            values.add(readValue(in, type));
        }
        return values;
    }

    private static String readValue(XdrReader in, String type) throws XdrException {
        return switch (type) {
            case "int" -> "int:" + in.getInt();
            case "count" -> "count:" + in.getUnsignedInt();
            case "bool" -> "bool:" + (in.getBool() ? 1 : 0);
            case "long" -> "long:" + in.getLong();
            case "float" -> "float:" + in.getFloat();
            case "char" -> "char:" + in.getChar();
            case "uuid" -> "uuid:" + new String(in.getFixedOpaque(32), StandardCharsets.US_ASCII);
            case "string" -> "string:" + in.getString();
            case "optstring", "null" -> optional(in.getOptionalString());
            case "buffer" -> "buffer:" + HexFormat.of().formatHex(in.getOpaque());
            default -> throw new AssertionError("frames.properties has the unknown type " + type);
        };
    }

    private static String optional(@Nullable String text) {
        return text == null ? "null:" : "optstring:" + text;
    }

    private static void write(XdrWriter out, String value) {
        String text = value.substring(value.indexOf(':') + 1);
        switch (value.substring(0, value.indexOf(':'))) {
            case "int", "count" -> out.putInt(Integer.parseInt(text));
            case "bool" -> out.putBool(text.equals("1"));
            case "long" -> out.putLong(Long.parseLong(text));
            case "string" -> out.putString(text);
            case "optstring" -> out.putOptionalString(text);
            case "null" -> out.putOptionalString(null);
            case "buffer" -> out.putOpaque(HexFormat.of().parseHex(text));
            default -> throw new AssertionError("no argument is a " + value);
        }
    }

    private static byte[] file(String call) throws IOException {
        List<Frame> chunks = frames(call, "chunks");
        ByteBuffer file = ByteBuffer.allocate(100_000);
        for (Frame frame : chunks) {
            file.put(chunk(frame).data());
        }
        assertThat(chunk(chunks.get(chunks.size() - 1)).endOfFile()).isTrue();
        byte[] bytes = new byte[file.flip().remaining()];
        file.get(bytes);
        return bytes;
    }

    private static FileChunk chunk(Frame frame) throws IOException {
        return FileChunk.decode(((Frame.Message) frame).body().duplicate());
    }

    private static ByteBuffer message(String call, String part) throws IOException {
        List<Frame> frames = frames(call, part);
        assertThat(frames).hasSize(1);
        return ((Frame.Message) frames.get(0)).body();
    }

    private static List<Frame> frames(String call, String part) throws IOException {
        return new Wire(call + "." + part + ".hex").frames();
    }

    private static long number(String call, String key) {
        return Long.parseLong(INDEX.getProperty(call + "." + key));
    }

    private static List<String> values(String call, String part) {
        List<String> values = new ArrayList<>();
        String value = INDEX.getProperty(call + "." + part + ".1");
        while (value != null) {
            values.add(value);
            value = INDEX.getProperty(call + "." + part + "." + (values.size() + 1));
        }
        return values;
    }

    private static Properties index() {
        Properties index = new Properties();
        try (InputStream in = open("frames.properties")) {
            index.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return index;
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = CapturedFramesTest.class.getResourceAsStream("/frames/" + file);
        if (in == null) {
            throw new IOException("there is no " + file);
        }
        return in;
    }

    /** A link on which a captured file comes in; each line is one frame. */
    private static final class Wire implements DaemonLink {
        private final List<byte[]> lines = new ArrayList<>();
        private int next;

        Wire(String file) throws IOException {
            try (InputStream in = open(file)) {
                new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .map(HexFormat.of()::parseHex)
                        .forEach(lines::add);
            }
        }

        /** The frames, each good for ever because it comes through a channel of its own. */
        List<Frame> frames() throws IOException {
            List<Frame> frames = new ArrayList<>();
            while (next < lines.size()) {
                FrameChannel channel = new FrameChannel(this);
                int line = next;
                frames.add(channel.readFrame());
                assertThat(next).as("a line is one frame").isEqualTo(line + 1);
            }
            return frames;
        }

        @Override
        public int read(ByteBuffer into, Patience patience) {
            byte[] line = lines.get(next++);
            into.put(line);
            return line.length;
        }

        @Override
        public boolean readable() {
            return next < lines.size();
        }

        @Override
        public void write(ByteBuffer bytes, Patience patience) {
            throw new UnsupportedOperationException("captured files are only read");
        }

        @Override
        public void check() {}

        @Override
        public void close() {}
    }
}

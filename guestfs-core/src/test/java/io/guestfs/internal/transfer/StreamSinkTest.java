package io.guestfs.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Streams that keep their failures to themselves, over a device that is always full. */
class StreamSinkTest {

    private static final String FULL = "/dev/full";

    private static ByteBuffer chunk(int size) {
        return ByteBuffer.wrap(new byte[size]);
    }

    @Test
    void aPrintStreamThatLostSomethingIsAFailure() throws IOException {
        try (PrintStream hiding = new PrintStream(new FileOutputStream(FULL))) {
            StreamSink sink = new StreamSink(hiding, "the stream");
            assertThatThrownBy(() -> sink.write(chunk(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("can't be written");
        }
    }

    @Test
    void alsoIfItLosesItAtTheEnd() throws IOException {
        try (PrintStream hiding = new PrintStream(new FileOutputStream(FULL))) {
            hiding.write('x');
            StreamSink sink = new StreamSink(hiding, "the stream");
            assertThatThrownBy(sink::close).isInstanceOf(IOException.class);
        }
    }

    @Test
    void otherStreamsSayItThemselves() {
        StreamSink sink = new StreamSink(new BufferedOutputStream(new FullDevice()), "the stream");
        assertThatThrownBy(() -> {
                    sink.write(chunk(1));
                    sink.close();
                })
                .hasMessage("full");
    }

    @Test
    void aHealthyPrintStreamGetsEverything() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        StreamSink sink = new StreamSink(new PrintStream(all), "the stream");
        sink.write(chunk(300_000));
        sink.write(chunk(1));
        sink.close();
        assertThat(all.size()).isEqualTo(300_001);
    }

    private static final class FullDevice extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("full");
        }
    }
}

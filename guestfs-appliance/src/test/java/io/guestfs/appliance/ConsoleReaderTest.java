package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConsoleReaderTest {
    private static ConsoleReader of(byte[] bytes) {
        ConsoleReader reader = ConsoleReader.reading(new ByteArrayInputStream(bytes), "console-under-test");
        await().until(reader::ended);
        return reader;
    }

    @Test
    void outputIsHandedOutInOrderAndOnce() {
        ConsoleReader reader = of("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.poll()).asString(StandardCharsets.UTF_8).isEqualTo("one\ntwo\n");
        assertThat(reader.poll()).isNull();
        assertThat(reader.tail()).containsExactly("one", "two");
    }

    @Test
    void beyondTheLimitTheOldestIsDroppedAndCounted() {
        int extra = 1 << 20;
        ConsoleReader reader = of(new byte[ConsoleReader.QUEUE_LIMIT + extra]);
        assertThat(reader.droppedBytes()).isBetween((long) extra, extra + (1L << 16));
        long left = 0;
        for (byte[] chunk = reader.poll(); chunk != null; chunk = reader.poll()) {
            left += chunk.length;
        }
        assertThat(left + reader.droppedBytes()).isEqualTo(ConsoleReader.QUEUE_LIMIT + extra);
    }

    @Test
    void outputThatComesByteByByteTakesNoMoreRoom() {
        byte[] text = new byte[1 << 20];
        new Random(1).nextBytes(text);
        InputStream dripping = new ByteArrayInputStream(text) {
            @Override
            public synchronized int read(byte[] into, int at, int length) {
                return super.read(into, at, Math.min(length, 1));
            }
        };
        ConsoleReader reader = ConsoleReader.reading(dripping, "dripping-console");
        await().until(reader::ended);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int pieces = 0;
        for (byte[] piece = reader.poll(); piece != null; piece = reader.poll()) {
            got.writeBytes(piece);
            pieces++;
        }
        assertThat(got.toByteArray()).isEqualTo(text);
        assertThat(pieces).isLessThan(text.length / 256);
        assertThat(reader.poll()).isNull();
    }

    @Test
    void theTailHasTheLastTwentyLinesWithoutControlCharacters() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("line ").append(i).append("\u001b[6n\r\n\n");
        }
        ConsoleReader reader = of(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(reader.tail()).hasSize(20).first().isEqualTo("line 4980[6n");
        assertThat(reader.tail()).last().isEqualTo("line 4999[6n");
    }

    @Test
    void theReasonOfAPanicStaysInTheTail() {
        String text = "Linux\nKernel panic - not syncing: Attempted to kill init!\n" + "? trace\n".repeat(40);
        assertThat(of(text.getBytes(StandardCharsets.UTF_8)).tail())
                .hasSize(21)
                .first()
                .isEqualTo("Kernel panic - not syncing: Attempted to kill init!");
    }

    @Test
    void outputWithoutLineEndsIsNoProblem() {
        ConsoleReader reader = of("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        assertThat(reader.tail()).hasSize(1);
    }

    @Test
    void whoAsksToBeToldIsToldOfWhatIsThereAlready() {
        ConsoleReader reader = of(new byte[] {'a'});
        AtomicInteger told = new AtomicInteger();
        reader.onData(told::incrementAndGet);
        assertThat(told).hasValue(1);
    }
}

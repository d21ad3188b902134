package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is slow on our side of a transfer, not a byte is added, lost or changed. */
@Timeout(120)
class SlowTransferTest {

    /** Longer than the call waits for the local side before it looks around. */
    private static final int LONG_MILLIS = 450;

    /** How long the call waits, about: what takes as long as that may be ready just before or just after. */
    private static final int BORDER_MILLIS = 200;

    private final FakeAppliance appliance = new FakeAppliance();
    private final FakeDaemon daemon = appliance.serve(FakeAppliance.script("ping_daemon"));
    private final GuestFS g = appliance.launched();
    private final Random random = new Random(20261123);
    private final byte[] content = new byte[150_000];

    @BeforeEach
    void answer() {
        random.nextBytes(content);
        FakeAppliance.answer(daemon, "upload", new Answer().takeFile().thenOk());
        FakeAppliance.answer(daemon, "download", new Answer().thenOk().sendFile(content));
    }

    @AfterEach
    void close() {
        appliance.close();
    }

    private SlowStream slow(int piece, IntSupplier millis) {
        return new SlowStream(content, piece, millis);
    }

    private int aroundTheBorder() {
        return BORDER_MILLIS - 3 + random.nextInt(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 65_536, 100_000})
    void aSlowStreamArrivesAsItIs(int piece) {
        g.upload(slow(piece, () -> LONG_MILLIS), "/x");
        assertThat(daemon.lastCall().file()).isEqualTo(content);
    }

    @Test
    void aSlowChannelArrivesAsItIs() {
        g.upload(Channels.newChannel(slow(20_000, () -> LONG_MILLIS)), "/x");
        assertThat(daemon.lastCall().file()).isEqualTo(content);
    }

    @Test
    void aStreamThatIsReadyWhenTheCallLooksAwayArrivesAsItIs() {
        g.upload(slow(5_000, this::aroundTheBorder), "/x");
        assertThat(daemon.lastCall().file()).isEqualTo(content);
    }

    @Test
    void aSlowNamedPipeArrivesAsItIs() throws Exception {
        Path directory = appliance.directory();
        Files.write(directory.resolve("whole"), content);
        Path fifo = directory.resolve("fifo");
        Process writer = new ProcessBuilder(
                        "sh", "-c", "mkfifo fifo; exec > fifo; head -c 70000 whole; sleep 0.5; tail -c +70001 whole")
                .directory(directory.toFile())
                .start();
        while (!Files.exists(fifo)) {
            SlowStream.pause(10);
        }
        g.upload(fifo.toString(), "/x");
        assertThat(daemon.lastCall().file()).isEqualTo(content);
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void aSlowTargetGetsEverythingOnce() {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        g.download("/x", new FilterOutputStream(got) {
            private int writes;

            @Override
            public void write(byte[] bytes, int offset, int length) {
                // What waits belongs to the target until it is taken.
                byte[] before = Arrays.copyOfRange(bytes, offset, offset + length);
                SlowStream.pause(writes++ % 5 == 0 ? LONG_MILLIS : aroundTheBorder());
                assertThat(Arrays.copyOfRange(bytes, offset, offset + length)).isEqualTo(before);
                got.write(bytes, offset, length);
            }
        });
        assertThat(got.toByteArray()).isEqualTo(content);
    }
}

package io.guestfs.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes between two threads. */
@Timeout(60)
class BoundedPipeTest {

    private final BoundedPipe pipe = new BoundedPipe();

    @Test
    void carriesMoreThanItHolds() throws IOException {
        byte[] sent = new byte[3_000_001];
        new Random(1).nextBytes(sent);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try (OutputStream out = pipe.output()) {
                out.write(sent[0]);
                out.write(sent, 1, sent.length - 1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(pipe.input().readAllBytes()).isEqualTo(sent);
        writer.join();
    }

    @Test
    void aWriterThatWaitsLearnsThatNobodyReads() throws IOException {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                pipe.output().write(new byte[10_000_000]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        InputStream in = pipe.input();
        assertThat(in.read()).isZero();
        in.close();

        assertThatThrownBy(writer::join).hasRootCauseInstanceOf(BoundedPipe.ReaderGone.class);
    }

    @Test
    void anInterruptIsKept() throws IOException {
        Thread.currentThread().interrupt();
        pipe.output().write(1);
        assertThat(Thread.interrupted()).isTrue();
    }
}

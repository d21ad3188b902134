package io.guestfs.appliance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A child that the kernel holds, so that not even SIGKILL ends it. */
@Timeout(60)
class UnkillableChildTest {

    private Process sleeping;

    @BeforeEach
    void start() throws Exception {
        sleeping = new ProcessBuilder("sleep", "100").start();
    }

    @AfterEach
    void end() {
        sleeping.destroyForcibly();
    }

    @Test
    void endGivesItUp() {
        ChildProcess child = new ChildProcess(new Held(sleeping), null);

        assertThat(child.end(Duration.ofMillis(10))).isTrue();
        assertThat(child.exitWithin(Duration.ofMillis(10))).isEmpty();
        assertThat(child.onExit()).isNotDone();
    }

    @Test
    void theEndOfAnOrdinaryOneIsTold() {
        ChildProcess child = new ChildProcess(sleeping, null);

        assertThat(child.exitWithin(Duration.ofMillis(10))).isEmpty();
        assertThat(child.end(Duration.ofSeconds(30))).isFalse();
        assertThat(child.exitWithin(Duration.ZERO))
                .hasValueSatisfying(exit -> assertThat(exit.signal()).isEqualTo(15));
    }

    /** Nothing that a test can start is held by the kernel, so this one only says so. */
    private static final class Held extends Process {
        private final Process process;

        Held(Process process) {
            this.process = process;
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return process.getInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return process.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            Thread.sleep(Long.MAX_VALUE);
            return 0;
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            unit.sleep(timeout);
            return false;
        }

        @Override
        public int exitValue() {
            throw new IllegalThreadStateException("it still runs");
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public CompletableFuture<Process> onExit() {
            return new CompletableFuture<>();
        }

        @Override
        public ProcessHandle toHandle() {
            return process.toHandle();
        }

        @Override
        public void destroy() {
            process.destroy();
        }
    }
}

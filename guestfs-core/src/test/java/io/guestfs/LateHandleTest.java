package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.childjvm.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles that are made when the JVM has begun to end, to write something away for example. */
@Timeout(60)
class LateHandleTest {

    @Test
    void theFirstHandleMayBeMadeInAShutdownHook() throws Exception {
        Process child =
                ChildJvm.of(LateHandleMain.class).redirectErrorStream(true).start();
        try {
            assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("drives 1");
        } finally {
            child.destroyForcibly();
        }
    }
}

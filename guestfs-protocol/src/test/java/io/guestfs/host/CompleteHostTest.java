package io.guestfs.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class CompleteHostTest {

    @Test
    void whatHostSetupLeftOutIsAFailureWhereItHasRun() {
        Throwable missing =
                new TestAbortedException("Assumption failed: x is not installed: run guestfs-appliance/host-setup");
        assertThat(CompleteHost.judged(missing, false)).isSameAs(missing);
        assertThat(CompleteHost.judged(missing, true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("x is not installed")
                .hasCause(missing);
    }

    @Test
    void otherReasonsToSkipStay() {
        Throwable ordinary = new TestAbortedException("needs root");
        assertThat(CompleteHost.judged(ordinary, true)).isSameAs(ordinary);
        Throwable failure = new AssertionError("host-setup is not what was expected");
        assertThat(CompleteHost.judged(failure, true)).isSameAs(failure);
    }
}

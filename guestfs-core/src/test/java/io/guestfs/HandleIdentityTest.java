package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The number of a handle. */
class HandleIdentityTest {

    @Test
    void handlesAreToldApart() {
        try (GuestFS first = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());
                GuestFS second = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment())) {
            assertThat(first.cPointer()).isPositive().isEqualTo(first.cPointer());
            assertThat(second.cPointer()).isNotEqualTo(first.cPointer());
        }
    }
}

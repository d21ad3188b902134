package io.guestfs.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void namesAndNumbersBelongTogether() {
        assertThat(Errno.number("EPERM")).isEqualTo(1);
        assertThat(Errno.number("ENOENT")).isEqualTo(2);
        assertThat(Errno.number("EINVAL")).isEqualTo(Errno.EINVAL);
        assertThat(Errno.number("EINTR")).isEqualTo(Errno.EINTR);
        assertThat(Errno.number("EPIPE")).isEqualTo(Errno.EPIPE);
        assertThat(Errno.number("ENOTSUP")).isEqualTo(95);
        assertThat(Errno.number("ERFKILL")).isEqualTo(132);
        for (int number = 1; number <= 132; number++) {
            if (!Errno.name(number).equals("EINVAL")) {
                assertThat(Errno.number(Errno.name(number))).isEqualTo(number);
            }
        }
    }

    @Test
    void otherNamesOfAnErrorAreUnderstood() {
        assertThat(Errno.number("EDEADLK")).isEqualTo(Errno.number("EDEADLOCK"));
        assertThat(Errno.number("EOPNOTSUPP")).isEqualTo(Errno.number("ENOTSUP"));
        assertThat(Errno.number("EWOULDBLOCK")).isEqualTo(Errno.number("EAGAIN"));
    }

    @Test
    void noNameIsNoErrorAndAnUnknownOneIsInvalid() {
        assertThat(Errno.number("")).isZero();
        assertThat(Errno.number("EZZZ")).isEqualTo(Errno.EINVAL);
        assertThat(Errno.number("-")).isEqualTo(Errno.EINVAL);
        assertThat(Errno.name(0)).isEmpty();
        assertThat(Errno.name(-1)).isEqualTo("EINVAL");
        assertThat(Errno.name(41)).isEqualTo("EINVAL");
        assertThat(Errno.name(100_000)).isEqualTo("EINVAL");
    }
}

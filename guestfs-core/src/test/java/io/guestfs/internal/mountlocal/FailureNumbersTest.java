package io.guestfs.internal.mountlocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.HandleClosedException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.internal.mountlocal.libfuse.RefusedException;
import org.junit.jupiter.api.Test;

class FailureNumbersTest {

    @Test
    void programsGetTheNumberOfTheGuest() {
        assertThat(FailureNumbers.of(new GuestFSException("rm", "x", ErrorNumber.ENOENT)))
                .isEqualTo(2);
        assertThat(FailureNumbers.of(new NotSupportedException("lsetxattr", "x")))
                .isEqualTo(95);
        assertThat(FailureNumbers.of(new RefusedException("ENODATA"))).isEqualTo(61);
        assertThat(FailureNumbers.of(new RefusedException("EROFS"))).isEqualTo(30);
        assertThat(FailureNumbers.of(new RefusedException("EACCES"))).isEqualTo(13);
        assertThat(FailureNumbers.of(new RefusedException("EEXIST"))).isEqualTo(17);
        assertThat(FailureNumbers.of(new RefusedException("EOPNOTSUPP"))).isEqualTo(95);
    }

    @Test
    void aFailureWithoutNumberIsAnInvalidArgument() {
        assertThat(FailureNumbers.of(new GuestFSException("rm", "x", ErrorNumber.NONE)))
                .isEqualTo(22);
    }

    @Test
    void aGuestThatIsGoneIsAnInputOutputError() {
        assertThat(FailureNumbers.of(new NotLaunchedException("rm", "x"))).isEqualTo(5);
        assertThat(FailureNumbers.of(new HandleClosedException("rm", "x"))).isEqualTo(5);
        assertThat(FailureNumbers.of(new IllegalStateException("a bug"))).isEqualTo(5);
    }
}

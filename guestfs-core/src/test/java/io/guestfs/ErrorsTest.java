package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.guestfs.error.ErrorHandler;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.FakeDaemon;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The last error and the error handlers of each thread, and how refusals of the daemon become exceptions. */
class ErrorsTest {

    private final List<String> told = new ArrayList<>();
    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());

    @AfterEach
    void close() {
        g.close();
    }

    private void fail() {
        assertThatThrownBy(() -> g.setMemsize(1)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void nothingHasFailedAtFirst() {
        assertThat(g.lastError()).isNull();
        assertThat(g.lastErrno()).isZero();
        assertThat(g.getErrorHandler()).isEmpty();
    }

    @Test
    void aFailureIsRememberedAndSuccessDoesNotClearIt() {
        fail();
        g.getVerbose();
        assertThat(g.lastError()).startsWith("set_memsize: ");
        assertThat(g.lastErrno()).isEqualTo(22);
    }

    @Test
    void theHandlerIsToldWhenTheLastErrorIsThereAlready() {
        g.setErrorHandler(message -> told.add(message + "|" + g.lastError() + "|" + g.lastErrno()));
        fail();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).isEqualTo(g.lastError() + "|" + g.lastError() + "|22");
    }

    @Test
    void oneFailureIsToldOnceHoweverManyCallsItLeaves() {
        g.setErrorHandler(told::add);
        assertThatThrownBy(() -> g.cat("/x")).isInstanceOf(GuestFSException.class);
        assertThat(told).hasSize(1);
    }

    @Test
    void everyThreadHasItsOwn() {
        g.setErrorHandler(told::add);
        fail();
        String other = CompletableFuture.supplyAsync(
                        () -> g.lastError() + " " + g.lastErrno() + " " + g.getErrorHandler())
                .join();
        assertThat(other).isEqualTo("null 0 Optional.empty");
        CompletableFuture.runAsync(this::fail).join();
        assertThat(told).as("the other thread has the default handler").hasSize(1);
    }

    @Test
    void handlersAreStacked() {
        ErrorHandler first = message -> told.add("first");
        ErrorHandler second = message -> told.add("second");
        g.setErrorHandler(first);
        g.pushErrorHandler(second);
        fail();
        g.pushErrorHandler(null);
        fail();
        g.popErrorHandler();
        g.popErrorHandler();
        assertThat(g.getErrorHandler()).containsSame(first);
        fail();
        assertThat(told).containsExactly("second", "first");
        g.popErrorHandler();
        assertThat(g.getErrorHandler()).as("nothing is saved: the default one").isEmpty();
    }

    @Test
    void silenceIsSavedAsSilence() {
        g.setErrorHandler(null);
        g.pushErrorHandler(told::add);
        g.popErrorHandler();
        fail();
        assertThat(told).isEmpty();
        assertThat(g.lastError()).isNotNull();
    }

    @Test
    void aHandlerThatThrowsDoesNotHideTheFailure() {
        g.setErrorHandler(message -> {
            throw new IllegalStateException("a bug of the caller");
        });
        fail();
    }

    @Test
    void aRefusalCarriesCallMessageAndErrno() {
        try (FakeAppliance own = new FakeAppliance()) {
            FakeDaemon refusing = own.serve(FakeAppliance.script());
            FakeAppliance.answer(refusing, "mount", Answer.error("ENOENT", "mount_stub: /dev/sdz: no such device"));
            FakeAppliance.answer(refusing, "umount", Answer.error("", "no errno"));
            FakeAppliance.answer(refusing, "rm", Answer.error("EWONDER", "a name that Linux does not have"));
            GuestFS mine = own.launched();

            GuestFSException e = catchThrowableOfType(GuestFSException.class, () -> mine.mount("/dev/sdz", "/"));
            assertThat(e).hasMessage("mount: mount_stub: /dev/sdz: no such device");
            assertThat(List.of(e.call(), e.errnoName(), e.errno())).containsExactly("mount", "ENOENT", 2);
            assertThat(mine.lastErrno()).isEqualTo(2);
            assertThat(catchThrowableOfType(GuestFSException.class, () -> mine.umount("/"))
                            .errno())
                    .isZero();
            assertThat(catchThrowableOfType(GuestFSException.class, () -> mine.rm("/"))
                            .errno())
                    .isEqualTo(22);
        }
    }

    @Test
    void whatTheApplianceDoesNotHaveIsSaidInItsOwnType() {
        try (FakeAppliance own = new FakeAppliance()) {
            FakeDaemon old = own.serve(FakeAppliance.script());
            FakeAppliance.answer(
                    old,
                    "zfile",
                    Answer.error(
                            "ENOTSUP",
                            "feature 'x' is not available in this\nbuild of libguestfs.  Read 'AVAILABILITY' in the"
                                    + " guestfs(3) man page for\nhow to check for the availability of features."));
            FakeAppliance.answer(old, "rm", Answer.error("EPERM", "unknown procedure number: a file is called so"));
            GuestFS mine = own.launched();

            assertThatThrownBy(() -> mine.zfile("gzip", "/x")).isInstanceOf(NotSupportedException.class);
            assertThatThrownBy(mine::pingDaemon)
                    .isInstanceOf(NotSupportedException.class)
                    .hasMessageContaining("not supported by this appliance");
            assertThatThrownBy(() -> mine.rm("/x")).isExactlyInstanceOf(GuestFSException.class);
        }
    }
}

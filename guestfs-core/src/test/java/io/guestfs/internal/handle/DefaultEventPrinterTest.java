package io.guestfs.internal.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that no callback hears. The loggers of these tests take warnings and nothing below. */
class DefaultEventPrinterTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream usual = System.err;
    private boolean verbose;
    private String identifier = "";
    private final DefaultEventPrinter printer = new DefaultEventPrinter(() -> verbose, () -> identifier);

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(usual);
    }

    private String print(EventKind kind, String text) {
        printed.reset();
        printer.message(new Event.Message(kind, text), false);
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tracesAreAlwaysPrinted() {
        assertThat(print(EventKind.TRACE, "mount \"/dev/sda\"")).isEqualTo("libguestfs: trace: mount \"/dev/sda\"\n");
        identifier = "web-1";
        assertThat(print(EventKind.TRACE, "sync")).isEqualTo("libguestfs: trace: web-1: sync\n");
    }

    @Test
    void logLinesAndTheConsoleArePrintedOnRequest() {
        assertThat(print(EventKind.LIBRARY, "line")).isEmpty();
        assertThat(print(EventKind.APPLIANCE, "line\n")).isEmpty();
        verbose = true;
        assertThat(print(EventKind.LIBRARY, "two\nlines")).isEqualTo("libguestfs: two\\nlines\n");
        assertThat(print(EventKind.APPLIANCE, "two\r\nlines")).isEqualTo("two\r\nlines");
    }

    @Test
    void warningsGoToTheLoggerThatTakesThem() {
        assertThat(print(EventKind.WARNING, "careful")).contains("careful").contains("guestfs.warning");
        assertThat(printer.line(EventKind.WARNING, "careful")).isEqualTo("libguestfs: warning: careful\n");
    }

    @Test
    void nothingIsPrintedWhenACallbackHears() {
        printer.message(new Event.Message(EventKind.TRACE, "sync"), true);
        assertThat(printed.size()).isZero();
    }

    @Test
    void theOtherKindsAreNeverPrinted() {
        verbose = true;
        assertThat(print(EventKind.ENTER, "sync")).isEmpty();
        assertThat(print(EventKind.LIBVIRT_AUTH, "uri")).isEmpty();
    }

    @Test
    void aGuestCanNotDriveTheTerminal() {
        verbose = true;
        assertThat(print(EventKind.APPLIANCE, "\u001b[2J\u0000\u0007\b\f\t\u000bé\uDCFF"))
                .isEqualTo("\\x1b[2J\\0\\a\\b\\f\\t\\v\\xc3\\xa9\\xff");
    }
}

package io.guestfs;

import static io.guestfs.Violation.BROKEN;
import static io.guestfs.Violation.GONE;
import static io.guestfs.Violation.inDownload;
import static io.guestfs.Violation.inListDevices;
import static io.guestfs.Violation.inSmallUpload;
import static io.guestfs.Violation.inUpload;
import static io.guestfs.Violation.words;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.Answer.Field;
import io.guestfs.fakedaemon.WireBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** All the ways in which the daemon breaks the rules in {@link ProtocolViolationsTest}. */
final class Violations {

    private static final byte[] GARBAGE =
            "Oops: general protection fault, no such thing as a protocol".getBytes(StandardCharsets.US_ASCII);
    private static final int SOME = 100_000;

    private Violations() {}

    static List<Violation> all() {
        return Stream.of(frames(), headers(), errors(), values(), ends(), uploads(), downloads())
                .flatMap(s -> s)
                .toList();
    }

    private static Answer good() {
        return Answer.ok(new WireBytes().strings("/dev/sda"));
    }

    private static Stream<Violation> frames() {
        return Stream.of(
                inListDevices("length just too large", "4194305 bytes", new Answer().word(4_194_305)),
                inListDevices("length absurd", "4294967295 bytes", new Answer().word(0xFFFF_FFFFL)),
                inListDevices("length zero", "shorter than its header", new Answer().message()),
                inListDevices("text of a kernel", BROKEN, new Answer().raw(GARBAGE)),
                inListDevices("launch flag", "launch flag", new Answer().launchFlag()),
                inListDevices(
                        "progress with too few bytes",
                        BROKEN,
                        new Answer().word(0xFFFF_5555L).word(1).raw(GARBAGE)),
                inListDevices("chunk in the place of a reply", BROKEN, new Answer().chunk(new byte[100])));
    }

    private static Stream<Violation> headers() {
        return Stream.of(
                inListDevices("header cut short", "shorter than its header", new Answer().message(new byte[36])),
                inListDevices("wrong program", "program 1 ", good().with(Field.PROGRAM, 1)),
                inListDevices("wrong version", "version 5 ", good().with(Field.VERSION, 5)),
                inListDevices("wrong direction", "direction 0 ", good().with(Field.DIRECTION, 0)),
                inListDevices("wrong procedure", "procedure number 12 ", good().with(Field.PROCEDURE, 12)),
                inListDevices("wrong serial number", "serial number 9 ", good().with(Field.SERIAL, 9)),
                inListDevices("wrong status", "status 7", good().with(Field.STATUS, 7)));
    }

    private static Stream<Violation> errors() {
        return Stream.of(
                inListDevices(
                        "error without text",
                        BROKEN,
                        Answer.ok(new WireBytes().string("EIO")).with(Field.STATUS, 1)),
                inListDevices("error without anything", BROKEN, Answer.ok().with(Field.STATUS, 1)),
                inListDevices("error text above 64 KiB", "above its limit", Answer.error("", "x".repeat(65_537))),
                inListDevices("error name above 32 bytes", "above its limit", Answer.error("E".repeat(33), "")));
    }

    private static Stream<Violation> values() {
        return Stream.of(
                inListDevices("no value", BROKEN, Answer.ok()),
                inListDevices(
                        "bytes after the value",
                        "4 bytes follow",
                        Answer.ok(new WireBytes().strings("a").u32(0))),
                inListDevices("list of 2^30 - 1", "1073741823 items", Answer.ok(words(0x3FFF_FFFF))),
                inListDevices("list of 2^32 - 1", "4294967295 items", Answer.ok(words(0xFFFF_FFFFL))),
                inListDevices("string beyond the message", "100 bytes", Answer.ok(words(1, 100, 0))),
                inListDevices("string of 2^32 - 1", "4294967295 bytes", Answer.ok(words(1, 0xFFFF_FFFFL))),
                inListDevices("padding that is not zero", "padding", Answer.ok(words(1, 1, 0x6100_0001))),
                new Violation("boolean that is 2", BROKEN, "exists", Answer.ok(words(2)), g -> g.exists("/")),
                new Violation("structure cut short", BROKEN, "statns", Answer.ok(words(1, 2)), g -> g.statns("/")),
                new Violation(
                        "list of 2^31 structures",
                        "2147483648 items",
                        "pvs_full",
                        Answer.ok(words(0x8000_0000L, 1)),
                        GuestFS::pvsFull),
                new Violation(
                        "half a pair",
                        BROKEN,
                        "list_filesystems",
                        Answer.ok(new WireBytes().strings("/dev/sda")),
                        GuestFS::listFilesystems),
                new Violation(
                        "buffer beyond the message",
                        BROKEN,
                        "pread",
                        Answer.ok(words(4096, 1)),
                        g -> g.pread("/x", 10, 0)));
    }

    private static Stream<Violation> ends() {
        return Stream.of(
                inListDevices("hangs up", GONE, new Answer().close()),
                inListDevices(
                        "hangs up inside a length",
                        GONE,
                        new Answer().raw((byte) 0, (byte) 0).close()),
                inListDevices(
                        "hangs up inside a message",
                        GONE,
                        new Answer().word(1000).raw(new byte[500]).close()),
                inListDevices(
                        "hangs up inside a large message",
                        GONE,
                        new Answer().word(4_000_000).raw(new byte[500]).close()),
                inListDevices(
                        "hangs up inside a progress message",
                        GONE,
                        new Answer().word(0xFFFF_5555L).word(1).close()),
                inUpload("hangs up", GONE, new Answer().takeBytes(SOME).close()),
                inSmallUpload(
                        "hangs up after the last chunk",
                        GONE,
                        new Answer().takeFile().close()),
                inDownload("hangs up after the reply", GONE, Answer.ok().close()),
                inDownload(
                        "hangs up between two chunks",
                        GONE,
                        Answer.ok().chunk(new byte[10]).close()),
                inDownload(
                        "hangs up inside a chunk",
                        GONE,
                        Answer.ok().word(8200).word(0).close()));
    }

    private static Stream<Violation> uploads() {
        return Stream.of(
                inUpload(
                        "reply in the middle",
                        BROKEN,
                        new Answer().takeBytes(SOME).thenOk().swallow()),
                inUpload(
                        "refusal without the cancel flag",
                        BROKEN,
                        new Answer().takeBytes(SOME).thenError("ENOSPC", "full").swallow()),
                inUpload(
                        "text of a kernel in the middle",
                        BROKEN,
                        new Answer().takeBytes(SOME).raw(GARBAGE).swallow()),
                inUpload(
                        "launch flag in the middle",
                        "launch flag",
                        new Answer().takeBytes(SOME).launchFlag().swallow()),
                inUpload(
                        "absurd length in the middle",
                        "4294967295 bytes",
                        new Answer().takeBytes(SOME).word(0xFFFF_FFFFL).swallow()),
                inSmallUpload(
                        "chunk in the place of the reply",
                        BROKEN,
                        new Answer().takeFile().chunk(new byte[100])),
                inSmallUpload(
                        "value where there is none",
                        "4 bytes follow",
                        new Answer().takeFile().thenOk(words(1))));
    }

    private static Stream<Violation> downloads() {
        return Stream.of(
                inDownload(
                        "chunk before the reply",
                        BROKEN,
                        new Answer().chunk(new byte[100]).and(Answer.ok())),
                inDownload("reply in the place of a chunk", BROKEN, Answer.ok().thenOk()),
                inDownload(
                        "refusal in the middle",
                        BROKEN,
                        Answer.ok().chunk(new byte[10]).thenError("EIO", "bad disk")),
                inDownload(
                        "end of the file forgotten",
                        BROKEN,
                        Answer.ok().chunk(new byte[10]).thenOk()),
                inDownload(
                        "text of a kernel",
                        BROKEN,
                        Answer.ok().chunk(new byte[10]).raw(GARBAGE)),
                inDownload("chunk of 8193 bytes", BROKEN, Answer.ok().chunk(new byte[8193])),
                inDownload("chunk of 4 MiB", BROKEN, Answer.ok().chunk(new byte[4_000_000])),
                inDownload("absurd length", "4294967295 bytes", Answer.ok().word(0xFFFF_FFFFL)),
                inDownload(
                        "neither cancelled nor not",
                        BROKEN,
                        Answer.ok().message(words(2, 0).toByteArray())),
                inDownload(
                        "data beyond the chunk",
                        BROKEN,
                        Answer.ok().message(words(0, 100, 0).toByteArray())),
                inDownload(
                        "bytes after the chunk",
                        "bytes follow the chunk",
                        Answer.ok().message(words(0, 4, 0, 0).toByteArray())),
                inDownload(
                        "padding that is not zero",
                        "padding",
                        Answer.ok().message(words(0, 1, 0x6100_0001).toByteArray())),
                inDownload("launch flag", "launch flag", Answer.ok().launchFlag()),
                inDownload("cancel flag", "cancel flag", Answer.ok().cancelFlag()));
    }
}

package io.guestfs;

import io.guestfs.fakedaemon.Answer;
import io.guestfs.fakedaemon.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One way in which a daemon can break the rules.
 *
 * @param name what it does, for the reader
 * @param says a part of what the exception must say
 * @param procedure the call that it does it in
 * @param answer what it sends
 * @param call makes that call
 */
record Violation(String name, String says, String procedure, Answer answer, Consumer<GuestFS> call) {

    static final String BROKEN = "broke the protocol";
    static final String GONE = "went away";

    /** More than the socket, qemu and the fake daemon hold together, so that an upload can't be over before the answer. */
    private static final long LARGE = 64L << 20;

    static Violation inListDevices(String name, String says, Answer answer) {
        return new Violation(name, says, "list_devices", answer, GuestFS::listDevices);
    }

    static Violation inUpload(String name, String says, Answer answer) {
        return new Violation(
                "upload: " + name, says, "upload", answer, g -> g.upload(new EndlessZeros(LARGE), "/file"));
    }

    static Violation inSmallUpload(String name, String says, Answer answer) {
        return new Violation(
                "upload: " + name,
                says,
                "upload",
                answer,
                g -> g.upload(new ByteArrayInputStream(new byte[100]), "/file"));
    }

    static Violation inDownload(String name, String says, Answer answer) {
        return new Violation(
                "download: " + name,
                says,
                "download",
                answer,
                g -> g.download("/file", OutputStream.nullOutputStream()));
    }

    static WireBytes words(long... values) {
        WireBytes bytes = new WireBytes();
        Arrays.stream(values).forEach(bytes::u32);
        return bytes;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Zeros up to a limit. */
    private static final class EndlessZeros extends InputStream {
        private long left;

        EndlessZeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int size = (int) Math.min(left, length);
            left -= size;
            return size == 0 && length > 0 ? -1 : size;
        }
    }
}

package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.error.LocalFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files of the host into the guest and back, in every shape that the file arguments take. */
class TransferIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    @TempDir
    Path host;

    private final GuestFS g = appliance.g();
    private final String file = appliance.newDirectory() + "/file";
    private final byte[] content = new byte[300_007];

    @BeforeEach
    void makeContent() throws IOException {
        new Random(7).nextBytes(content);
        Files.write(host.resolve("in"), content);
    }

    @Test
    void filesOfTheHostAreNamedByStringOrPath() throws IOException {
        g.upload(host.resolve("in").toString(), file);
        g.download(file, host.resolve("out").toString());
        assertThat(host.resolve("out")).hasBinaryContent(content);

        g.upload(host.resolve("in"), file + "2");
        Files.write(host.resolve("out"), new byte[content.length + 1]);
        g.download(file + "2", host.resolve("out"));
        assertThat(host.resolve("out")).hasBinaryContent(content);
    }

    @Test
    void streamsAreReadToTheirEndAndNotClosed() {
        List<String> closed = new ArrayList<>();
        g.upload(
                new ByteArrayInputStream(content) {
                    @Override
                    public void close() {
                        closed.add("in");
                    }
                },
                file);
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.add("out");
            }
        };
        g.download(file, out);

        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(closed).isEmpty();
    }

    @Test
    void streamsThatDeliverLittleAtATimeAreReadWhole() {
        g.upload(
                new ByteArrayInputStream(content) {
                    @Override
                    public synchronized int read(byte[] into, int offset, int length) {
                        return super.read(into, offset, Math.min(length, 1001));
                    }
                },
                file);

        assertThat(g.readFile(file)).isEqualTo(content);
    }

    @Test
    void channelsStayOpen() throws IOException {
        try (ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(content))) {
            g.upload(in, file);
            assertThat(in.isOpen()).isTrue();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (WritableByteChannel out = Channels.newChannel(bytes)) {
            g.download(file, out);
            assertThat(out.isOpen()).isTrue();
        }
        assertThat(bytes.toByteArray()).isEqualTo(content);
    }

    @Test
    void fileChannelsAreTakenFromTheirPosition() throws IOException {
        try (FileChannel in = FileChannel.open(host.resolve("in"))) {
            in.position(1000);
            g.upload(in, file);
        }
        try (FileChannel out =
                FileChannel.open(host.resolve("out"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.position(5);
            g.download(file, out);
            assertThat(out.position()).isEqualTo(5 + content.length - 1000);
        }

        assertThat(g.readFile(file)).isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
    }

    @Test
    void emptyFilesAreCarriedToo() throws IOException {
        g.upload(new ByteArrayInputStream(new byte[0]), file);
        g.download(file, host.resolve("empty"));

        assertThat(g.filesize(file)).isZero();
        assertThat(host.resolve("empty")).isEmptyFile();
    }

    @Test
    void partsAreCarriedFromAndToAnOffset() {
        g.upload(host.resolve("in"), file);
        g.uploadOffset(new ByteArrayInputStream("middle".getBytes(StandardCharsets.UTF_8)), file, 1000);

        ByteArrayOutputStream part = new ByteArrayOutputStream();
        g.downloadOffset(file, part, 998, 10);

        byte[] expected = Arrays.copyOfRange(content, 998, 1008);
        System.arraycopy("middle".getBytes(StandardCharsets.UTF_8), 0, expected, 2, 6);
        assertThat(part.toByteArray()).isEqualTo(expected);
        assertThat(g.filesize(file)).isEqualTo(content.length);
        assertThatThrownBy(() -> g.downloadOffset(file, new ByteArrayOutputStream(), -1, 10))
                .isInstanceOf(GuestFSException.class);
    }

    @Test
    void aNegativeOffsetIsRefusedBeforeTheDaemonLosesTheConnectionOverIt() {
        assertThatThrownBy(() -> g.uploadOffset(host.resolve("in"), file, -1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("-1");
        assertThat(g.exists(file)).isFalse();
    }

    @Test
    void noMoreThanIsThereIsDownloaded() {
        g.upload(host.resolve("in"), file);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        g.downloadOffset(file, out, content.length - 3L, 1000);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(content, content.length - 3, content.length));
    }

    @Test
    void aMissingFileOfTheHostIsToldBeforeAnythingIsSent() {
        Path missing = host.resolve("missing");

        assertThatThrownBy(() -> g.upload(missing, file))
                .isInstanceOfSatisfying(LocalFileException.class, e -> {
                    assertThat(e.errnoName()).isEqualTo("ENOENT");
                    assertThat(e.file()).isEqualTo(missing.toString());
                    assertThat(e.call()).isEqualTo("upload");
                })
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> g.upload(host, file))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.errnoName()).isEqualTo("EISDIR"));
        assertThat(g.exists(file)).isFalse();
    }

    @Test
    void aPlaceThatCanNotBeWrittenIsTold() {
        g.upload(host.resolve("in"), file);

        assertThatThrownBy(() -> g.download(file, host.resolve("none/out")))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
        assertThatThrownBy(() -> g.download(file, host))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.errnoName()).isEqualTo("EISDIR"));
        assertThat(g.filesize(file)).isEqualTo(content.length);
    }

    @Test
    void aMissingFileOfTheGuestLeavesTheFileOfTheHostAlone() {
        Path kept = host.resolve("in");

        assertThatThrownBy(() -> g.download(file, kept))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
        assertThat(kept).hasBinaryContent(content);
    }
}

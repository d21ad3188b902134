package io.guestfs.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.GuestFSException;
import io.guestfs.fakedaemon.WireBytes;
import io.guestfs.internal.codec.StructCodecs;
import io.guestfs.structs.YaraDetection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records out of a stream that is cut anywhere. */
class RecordStreamTest {

    private final RecordStream<YaraDetection> stream =
            RecordStream.ofStructures("yara_scan", StructCodecs::decodeYaraDetection);

    private static byte[] twoRecords() {
        return new WireBytes()
                .string("/bin/ls")
                .string("rule one")
                .string("/bin/cat")
                .string("x".repeat(50_000))
                .toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8192, 1_000_000})
    void doesNotDependOnHowTheStreamIsCut(int piece) {
        byte[] bytes = twoRecords();
        for (int at = 0; at < bytes.length; at += piece) {
            stream.write(bytes, at, Math.min(piece, bytes.length - at));
        }
        assertThat(stream.records())
                .containsExactly(
                        new YaraDetection("/bin/ls", "rule one"), new YaraDetection("/bin/cat", "x".repeat(50_000)));
    }

    @Test
    void nothingIsAnEmptyList() {
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void aRecordThatBreaksOffIsAnError() {
        byte[] bytes = twoRecords();
        byte[] part = Arrays.copyOf(bytes, bytes.length - 4);
        stream.write(part, 0, part.length);
        assertThatThrownBy(stream::records)
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("yara_scan")
                .hasMessageContaining("after 1 others");
    }

    @Test
    void aRecordWithoutEndIsNotCollectedForEver() {
        byte[] announced = new WireBytes().u32(0x7FFFFFFF).toByteArray();
        stream.write(announced, 0, announced.length);
        byte[] more = new byte[1024 * 1024];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        stream.write(more, 0, more.length);
                    }
                })
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("4194304 bytes");
    }
}

package io.guestfs.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.spec.StructInfo;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;
import io.guestfs.structs.Lv;
import io.guestfs.structs.Partition;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Runs the generated codecs against bytes that were worked out by hand. */
class CodecsTest {
    private static final String DEVICE = "00000009" + "2f6465762f73646131000000";

    @Test
    void argumentsComeInOrderAndThenAllOptionsWithFillers() {
        Object[] options = new Object[FilesystemsCodec.MKFS.info().options().size()];
        options[0] = 4096;

        String bytes = encode(FilesystemsCodec.MKFS, new Object[] {"ext4", "/dev/sda1"}, options);

        // fstype, device; then blocksize, features, inode, sectorsize, label
        assertThat(bytes)
                .isEqualTo("00000004" + "65787434" + DEVICE + "00001000" + "00000000" + "00000000" + "00000000"
                        + "00000000");
    }

    @Test
    void fileArgumentsAreNotEncoded() {
        assertThat(encode(TransferCodec.UPLOAD, new Object[] {"/s"}, new Object[0]))
                .isEqualTo("000000022f730000");
    }

    @Test
    void callWithoutArgumentsHasEmptyBody() {
        assertThat(encode(DevicesCodec.LIST_PARTITIONS, new Object[0], new Object[0]))
                .isEmpty();
    }

    @Test
    void decodesListOfStructs() throws Exception {
        List<Partition> partitions = PartitionsCodec.PART_LIST
                .wire()
                .decoder()
                .decode(reader("00000001" + "00000001" + "0000000000010000" + "000000000001ffff" + "0000000000010000"));

        assertThat(partitions).containsExactly(new Partition(1, 0x10000, 0x1ffff, 0x10000));
    }

    @Test
    void decodesIdentifiersAndPercentages() throws Exception {
        String text = "00000000";
        String number = "0000000000000000";
        String uuid = "61".repeat(32);
        Lv lv = StructCodecs.decodeLv(
                reader(text + uuid + text + number.repeat(6) + text + "bf800000" + "41480000" + text.repeat(4)));

        assertThat(lv.lvUuid()).isEqualTo("a".repeat(32));
        assertThat(lv.snapPercent()).isEmpty();
        assertThat(lv.copyPercent()).isEqualTo(OptionalDouble.of(12.5));
    }

    @Test
    void everyStructTellsItsValuesInTheOrderOfItsFields() {
        assertThat(StructCodecs.BY_NAME).allSatisfy((name, struct) -> {
            assertThat(struct.wireName()).isEqualTo(name);
            assertThat(struct.fields()).hasSameSizeAs(struct.type().getRecordComponents());
        });
        StructInfo<Partition> partition = StructCodecs.PARTITION;
        assertThat(partition.values().apply(new Partition(1, 2, 3, 4))).containsExactly(1, 2L, 3L, 4L);
    }

    private static String encode(DaemonCall<?> call, Object[] args, Object[] options) {
        XdrWriter out = new XdrWriter(4096);
        call.encoder().encode(out, args, options);
        ByteBuffer buffer = out.toBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static XdrReader reader(String hex) {
        return new XdrReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }
}

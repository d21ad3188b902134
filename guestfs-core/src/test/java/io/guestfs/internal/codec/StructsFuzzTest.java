package io.guestfs.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.transfer.RecordStream;
import io.guestfs.protocol.xdr.XdrException;
import io.guestfs.protocol.xdr.XdrReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Structures and streams of them against any bytes: a value, or the one exception that is documented. */
class StructsFuzzTest {

    private static final List<Method> DECODERS = Arrays.stream(StructCodecs.class.getDeclaredMethods())
            .filter(method -> method.getName().startsWith("decode") && method.getParameterCount() == 1)
            .sorted(Comparator.comparing(Method::getName))
            .toList();

    /** Each structure, alone and in a list. */
    @FuzzTest(maxDuration = "2m")
    void structures(FuzzedDataProvider data) throws Throwable {
        Method decoder = DECODERS.get(data.consumeInt(0, DECODERS.size() - 1));
        boolean list = data.consumeBoolean();
        XdrReader in = new XdrReader(ByteBuffer.wrap(data.consumeRemainingAsBytes()));
        try {
            Object value = list ? in.getList(item -> decode(decoder, item), Integer.BYTES) : decode(decoder, in);
            assertThat(value).isNotNull();
            assertThat(value.toString()).isNotNull();
        } catch (XdrException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static Object decode(Method decoder, XdrReader in) throws XdrException {
        try {
            return decoder.invoke(null, in);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof XdrException expected) {
                throw expected;
            }
            throw new AssertionError(decoder.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Streams of structures, cut into pieces of any size. */
    @FuzzTest(maxDuration = "2m")
    void streams(FuzzedDataProvider data) {
        RecordStream<?> stream = data.consumeBoolean()
                ? RecordStream.ofStructures("filesystem_walk", StructCodecs::decodeTskDirent)
                : RecordStream.ofStructures("yara_scan", StructCodecs::decodeYaraDetection);
        try {
            while (data.remainingBytes() > 0) {
                byte[] piece = data.consumeBytes(data.consumeInt(1, 8192));
                stream.write(piece, 0, piece.length);
            }
            assertThat(stream.records()).isNotNull();
        } catch (GuestFSException e) {
            assertThat(e.getMessage()).contains("the appliance sent");
        }
    }
}

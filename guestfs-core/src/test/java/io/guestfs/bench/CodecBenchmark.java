package io.guestfs.bench;

import io.guestfs.internal.codec.AttributesCodec;
import io.guestfs.internal.codec.MountsCodec;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.XdrReader;
import io.guestfs.protocol.xdr.XdrWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Arguments onto the wire, results off it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {

    private static final int COUNT = 1000;
    private static final int STATNS_BYTES = 22 * Long.BYTES;

    private final XdrWriter out = new XdrWriter(ProtocolNumbers.MESSAGE_LIMIT);
    private final List<String> names =
            IntStream.range(0, COUNT).mapToObj(i -> "name" + i).toList();
    private final ByteBuffer structs =
            ByteBuffer.allocate(Integer.BYTES + COUNT * STATNS_BYTES).putInt(0, COUNT);

    /** The arguments of mount: two short strings. */
    @Benchmark
    public Object encodeMount() {
        out.reset();
        MountsCodec.MOUNT.encoder().encode(out, new Object[] {"/dev/sda1", "/"}, new Object[0]);
        return out.toBuffer();
    }

    /** A path and a thousand names. */
    @Benchmark
    public Object encode1000Names() {
        out.reset();
        AttributesCodec.INTERNAL_LSTATNSLIST.encoder().encode(out, new Object[] {"/", names}, new Object[0]);
        return out.toBuffer();
    }

    /** A thousand structures of 22 fields. */
    @Benchmark
    public @Nullable Object decode1000Structs() throws IOException {
        return AttributesCodec.INTERNAL_LSTATNSLIST.wire().decoder().decode(new XdrReader(structs.duplicate()));
    }
}

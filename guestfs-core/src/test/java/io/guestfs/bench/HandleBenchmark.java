package io.guestfs.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Round trips and transfers of a launched handle, in this library and in the Java binding of the C library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx256m", "-Djava.library.path=/usr/lib/x86_64-linux-gnu/jni:/usr/lib/jni:/usr/lib64"})
public class HandleBenchmark {

    /** Which library. */
    @Param({"java", "jni"})
    public String library = "java";

    private final List<String> names =
            IntStream.range(0, BenchmarkPeer.NAMES).mapToObj(i -> "name" + i).toList();
    private Path directory = Path.of("/");
    private Path file = Path.of("/");
    private LibraryUnderTest handle = new None();

    /** Launches the handle. */
    @Setup(Level.Trial)
    public void launch() throws Exception {
        directory = Files.createTempDirectory("bench");
        Path appliance = Files.createDirectory(directory.resolve("appliance"));
        for (String name : List.of("README.fixed", "kernel", "initrd")) {
            Files.createFile(appliance.resolve(name));
        }
        Files.write(appliance.resolve("root"), BenchmarkPeer.rootDisk());
        Path hypervisor = Files.writeString(directory.resolve("hv"), BenchmarkPeer.script(), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(hypervisor, PosixFilePermissions.fromString("rwxr-xr-x"));
        file = directory.resolve("file");
        Files.write(file, new byte[BenchmarkPeer.FILE_BYTES]);
        handle =
                library.equals("java") ? new ThisLibrary(hypervisor, appliance) : new JniBinding(hypervisor, appliance);
    }

    /** Ends the handle. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        handle.close();
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** One call without arguments and without result. */
    @Benchmark
    public void ping() throws Exception {
        handle.ping();
    }

    /** 64 MiB from a file of the host. */
    @Benchmark
    public void upload64MiB() throws Exception {
        handle.upload(file);
    }

    /** 64 MiB into a file of the host. */
    @Benchmark
    public void download64MiB() throws Exception {
        handle.download(directory.resolve("target"));
    }

    /** A thousand names there, a thousand structures of 22 fields back. */
    @Benchmark
    public Object lstatnslist1000() throws Exception {
        return handle.lstatnslist(names);
    }

    /** Before the launch. */
    private static final class None implements LibraryUnderTest {
        @Override
        public void ping() {}

        @Override
        public void upload(Path file) {}

        @Override
        public void download(Path file) {}

        @Override
        public Object lstatnslist(List<String> names) {
            return names;
        }

        @Override
        public void close() {}
    }
}

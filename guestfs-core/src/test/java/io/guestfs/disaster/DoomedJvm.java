package io.guestfs.disaster;

import static org.awaitility.Awaitility.await;

import io.guestfs.childjvm.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JVM of its own that runs {@link DoomedProgram}, with all its temporary files below one directory. */
public final class DoomedJvm implements AutoCloseable {

    /** Not a limit of the library: only so that what stays for ever becomes a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final Process jvm;
    private final JvmEnd end;
    private final ProcessHandle qemu;
    private final Path sockets;
    private final List<ProcessHandle> helpers;

    private DoomedJvm(Path directory, Process jvm, JvmEnd end, ProcessHandle qemu) {
        this.directory = directory;
        this.jvm = jvm;
        this.end = end;
        this.qemu = qemu;
        this.sockets = FakeQemu.socketDirectory(qemu);
        this.helpers = jvm.descendants().toList();
    }

    /**
     * Starts it and waits until its appliance is up.
     *
     * @param end how it will end
     * @param directory takes its temporary files
     * @param words what {@link DoomedProgram} takes after these two
     */
    static DoomedJvm start(JvmEnd end, Path directory, String... words) throws IOException {
        return start(end, "022", directory, words);
    }

    /** The same under a umask. */
    static DoomedJvm start(JvmEnd end, String umask, Path directory, String... words) throws IOException {
        List<String> options = new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash"));
        options.add("-XX:ErrorFile=" + directory.resolveSibling("hs_err.log"));
        options.add(end.option());
        ProcessBuilder builder = ChildJvm.of(DoomedProgram.class, options.toArray(new String[0]));
        builder.command().addAll(List.of(end.name(), directory.toString()));
        builder.command().addAll(List.of(words));
        // Whoever started the tests, with nohup or in the background, may have had these signals ignored.
        String start = "umask " + umask + " && exec env --default-signal=INT,HUP,TERM \"$@\"";
        builder.command().addAll(0, List.of("/bin/sh", "-c", start, "sh"));
        builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process jvm = builder.start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.US_ASCII));
        String pid = said.readLine();
        if (pid == null) {
            throw new IllegalStateException("the program ended before its appliance was up");
        }
        return new DoomedJvm(
                directory, jvm, end, ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
    }

    /** Starts one with a real appliance, under a umask. */
    public static DoomedJvm startReal(String end, String umask, Path directory) throws IOException {
        return start(JvmEnd.valueOf(end), umask, directory);
    }

    /** The process of its qemu. */
    public ProcessHandle qemu() {
        return qemu;
    }

    /** The modes of all files that it keeps on the host, those of directories with a slash behind their names. */
    public Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        for (Path top : List.of(directory, sockets)) {
            try (Stream<Path> files = Files.walk(top)) {
                for (Path file : files.filter(path -> !path.equals(directory)).toList()) {
                    String mode = PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                    modes.put(file + (Files.isDirectory(file) ? "/" : ""), mode);
                }
            }
        }
        return modes;
    }

    /** Ends it. */
    public void end() throws IOException {
        String signal = end.signal();
        if (signal == null) {
            jvm.getOutputStream().close();
        } else {
            FakeQemu.signal(jvm.toHandle(), signal);
        }
    }

    /** Waits until nothing is left of the appliance, and gives how long that took after the end, in milliseconds. */
    public long awaitNothingLeft() throws Exception {
        long begin = System.nanoTime();
        if (end != JvmEnd.DROPPED_HANDLE) {
            jvm.waitFor();
            begin = System.nanoTime();
        }
        await("what is left of the appliance")
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    String left = left();
                    if (left != null) {
                        throw new AssertionError(left);
                    }
                });
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private @Nullable String left() throws IOException {
        for (ProcessHandle process : helpers) {
            if (FakeQemu.runs(process)) {
                return "process " + process.pid() + ": " + FakeQemu.commandLine(process.pid());
            }
        }
        if (Files.exists(sockets)) {
            return sockets.toString();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().map(Path::toString).orElse(null);
        }
    }

    @Override
    public void close() {
        jvm.destroyForcibly();
        helpers.forEach(ProcessHandle::destroyForcibly);
    }
}

package io.guestfs.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.childjvm.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM that adds drives, launches with a network, ends and closes is killed at any moment, and nothing is left: no qemu-img, no
 * passt, no qemu, no shell, no directory. Takes most of a minute, because each moment takes a JVM of its own.
 */
@Timeout(600)
class KilledAnytimeTest {
    private static final int MOMENTS = 100;
    /** A fast host may need more of them until each program has run in one. */
    private static final int MOST_MOMENTS = 500;

    private static final int AT_ONCE = 2;
    /** What the loop says on its way; the time that is added reaches about from one word to the next. */
    private static final List<String> WORDS = List.of("begin", "prepared", "launched");

    private static final int LATEST_MILLIS = 250;
    /** Not a limit of the library: only so that what stays for ever becomes a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CONNECTS = """
            exec /usr/bin/perl -MSocket -e '
              my ($path) = join("\\n", @ARGV) =~ /path=([^,\\n]*guestfsd\\.sock)/;
              socket(my $library, PF_UNIX, SOCK_STREAM, 0);
              connect($library, sockaddr_un($path)) or die "connect $path: $!";
              select(undef, undef, undef, 0.2);
              close($library);
              sleep 1 while 1;
            ' -- "$@"
            """;
    private static final String PASST = """
            #!/bin/sh
            [ "$1" = --help ] && exit 0
            exec /usr/bin/perl -MSocket -e '
              my ($path) = join("\\n", @ARGV) =~ /--socket\\n([^\\n]*)/;
              socket(my $server, PF_UNIX, SOCK_STREAM, 0);
              bind($server, sockaddr_un($path)) or die "bind $path: $!";
              listen($server, 1);
              sleep 1 while 1;
            ' -- "$@"
            """;

    private static final List<String> PROGRAMS = List.of("qemu-img", "passt.sock\0--address", "guestfsd.sock");

    @TempDir
    Path base;

    private final Map<String, Integer> ran = new ConcurrentHashMap<>();

    private List<String> words = List.of();

    @Test
    void nothingIsLeft() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl: run guestfs-appliance/host-setup");
        Path helpers = Files.createDirectory(base.resolve("bin"));
        Path passt = Files.writeString(helpers.resolve("passt"), PASST);
        Files.setPosixFilePermissions(passt, PosixFilePermissions.fromString("rwx------"));
        try (RandomAccessFile disk =
                new RandomAccessFile(base.resolve("disk.img").toFile(), "rw")) {
            disk.setLength(1 << 20);
        }
        String qemu = FakeQemu.script(base, CONNECTS).toString();
        words = List.of(qemu, FakeQemu.appliance(base).toString(), helpers.toString());
        Random random = new Random(4);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Long>> rounds = new ArrayList<>();
            for (int i = 0; i < MOMENTS; i++) {
                int number = i;
                int millis = random.nextInt(LATEST_MILLIS);
                rounds.add(pool.submit(() -> round(number, millis)));
            }
            List<Long> took = new ArrayList<>();
            for (Future<Long> round : rounds) {
                took.add(round.get());
            }
            while (!ran.keySet().containsAll(PROGRAMS) && took.size() < MOST_MOMENTS) {
                took.add(round(took.size(), random.nextInt(LATEST_MILLIS)));
            }
            Collections.sort(took);
            assertThat(ran).as("programs that ran when the JVM was killed").containsOnlyKeys(PROGRAMS);
            System.out.printf(
                    Locale.ROOT,
                    "measured: JVM killed at %d moments, while %s ran: nothing left after %d ms, at most %d ms%n",
                    took.size(),
                    ran.toString().replace('\0', ' '),
                    took.get(took.size() / 2),
                    took.get(took.size() - 1));
        } finally {
            pool.shutdownNow();
        }
    }

    private long round(int number, int millis) throws Exception {
        Path top = Files.createDirectory(base.resolve("t" + number));
        return killAfter(WORDS.get(number % WORDS.size()), millis, top);
    }

    private long killAfter(String word, int millis, Path top) throws Exception {
        Process jvm = start(top);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            String heard = said.readLine();
            while (heard != null && !heard.equals(word)) {
                heard = said.readLine();
            }
            assertThat(jvm.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
            count(jvm);
        } finally {
            jvm.destroyForcibly();
        }
        jvm.waitFor();
        long begin = System.nanoTime();
        await("what is left of the JVM killed " + millis + " ms after " + word)
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(left(jvm.pid(), top)).isEmpty());
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    /** Which programs ran in that moment. */
    private void count(Process jvm) {
        try (Stream<ProcessHandle> running = jvm.descendants()) {
            running.map(process -> commandLine(process.pid()))
                    .flatMap(line -> PROGRAMS.stream().filter(line::contains))
                    .distinct()
                    .forEach(program -> ran.merge(program, 1, Integer::sum));
        }
    }

    private Process start(Path top) throws IOException {
        ProcessBuilder builder =
                ChildJvm.of(LaunchLoop.class, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        builder.command().add(top.toString());
        builder.command().addAll(words);
        return builder.redirectError(
                        top.resolveSibling(top.getFileName() + ".err").toFile())
                .start();
    }

    /** Files in the directory, and processes that the JVM has started. */
    private static Map<String, String> left(long jvm, Path top) throws IOException {
        Map<String, String> left = new TreeMap<>();
        try (Stream<Path> files = Files.list(top)) {
            files.forEach(file -> left.put(file.toString(), "a file"));
        }
        String mark = top + "/";
        String shell = "guestfs-watchdog\0" + jvm + "\0";
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(ProcessHandle::isAlive).forEach(process -> {
                String line = commandLine(process.pid());
                if (line.contains(mark) || line.contains(shell)) {
                    left.put("process " + process.pid(), line.replace('\0', ' '));
                }
            });
        }
        return left;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}

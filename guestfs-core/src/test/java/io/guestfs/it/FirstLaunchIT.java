package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first launches of a user, several at once: one of them builds the appliance, the others wait for it. */
@Timeout(600)
class FirstLaunchIT {

    @TempDir
    Path directory;

    /**
     * Launches two handles at once, in a JVM of its own.
     *
     * @param args the cache directory and the directory of temporary files
     */
    public static void main(String[] args) {
        List<CompletableFuture<Void>> launches = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            launches.add(CompletableFuture.runAsync(() -> launch(args[0], args[1])));
        }
        launches.forEach(CompletableFuture::join);
        System.out.println("both are up");
    }

    private static void launch(String cache, String temporary) {
        try (GuestFS g = new GuestFS()) {
            g.setCachedir(cache);
            g.setTmpdir(temporary);
            g.addDriveScratch(1024 * 1024);
            g.launch();
            g.pingDaemon();
            g.shutdown();
        }
    }

    @Test
    void fourAtOnceInTwoJvmsBuildOneAppliance() throws Exception {
        RealHandle.assumeHostIsReady();
        Path cache = Files.createDirectory(directory.resolve("cache"));
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        AtomicBoolean over = new AtomicBoolean();
        Set<Object> built = ConcurrentHashMap.newKeySet();
        Thread watch = watch(cache, built, over);
        List<Process> jvms = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                jvms.add(start(cache, temporary));
            }
            for (Process jvm : jvms) {
                String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(jvm.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(said).contains("both are up");
                assertThat(jvm.exitValue()).isZero();
            }
        } finally {
            jvms.forEach(Process::destroyForcibly);
            over.set(true);
            watch.join();
        }
        assertThat(built).as("appliances that were there, one after the other").hasSize(1);
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    private static Process start(Path cache, Path temporary) throws IOException {
        ProcessBuilder builder = ChildJvm.of(FirstLaunchIT.class, "-Xmx128m");
        builder.command().addAll(List.of(cache.toString(), temporary.toString()));
        return builder.redirectErrorStream(true).start();
    }

    /** Keeps the identity of each appliance that shows up in the cache. */
    private static Thread watch(Path cache, Set<Object> built, AtomicBoolean over) {
        Thread thread = new Thread(
                () -> {
                    while (!over.get()) {
                        look(cache, built);
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                },
                "watch");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void look(Path cache, Set<Object> built) {
        try (Stream<Path> users = Files.list(cache)) {
            for (Path user : users.toList()) {
                Object root = Files.getAttribute(user.resolve("appliance.d/root"), "unix:ino");
                built.add(root);
            }
        } catch (IOException e) {
            // It is not there yet, or just being replaced.
            return;
        }
    }
}

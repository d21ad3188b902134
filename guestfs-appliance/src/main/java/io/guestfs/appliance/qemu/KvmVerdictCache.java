package io.guestfs.appliance.qemu;

import io.guestfs.appliance.workdir.SafeModes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts about KVM, kept in memory and in the cache directory. A verdict holds for one qemu program, known by name, size and
 * time of change, and until this host boots again. One about a trial that took too long is only believed for a while.
 */
public final class KvmVerdictCache {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String HEADER = "guestfs KVM verdict 1";
    private static final Duration SLOW_HOLDS = Duration.ofMinutes(15);
    private static final int LINES = 5;
    private static final int SIZE_LIMIT = 8192;

    private final Map<String, Known> memory = new HashMap<>();

    /** A verdict and when it was found, in seconds since 1970. */
    private record Known(KvmVerdict verdict, long since) {}

    private final InstantSource clock;
    private @Nullable Path directory;

    /** A cache that lives in memory until {@link #in(Path)} gives it a directory. */
    public KvmVerdictCache() {
        this(InstantSource.system());
    }

    KvmVerdictCache(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Says where verdicts are kept for later processes.
     *
     * @param cacheDirectory a directory only this user can write to
     * @return this
     */
    public synchronized KvmVerdictCache in(Path cacheDirectory) {
        this.directory = cacheDirectory;
        return this;
    }

    synchronized @Nullable KvmVerdict find(Path qemu) {
        String key = key(qemu);
        if (key == null) {
            return null;
        }
        Known known = memory.get(key);
        if (known == null || stale(known)) {
            known = read(qemu, key);
            memory.remove(key);
            if (known == null || stale(known)) {
                return null;
            }
            memory.put(key, known);
        }
        return known.verdict();
    }

    private boolean stale(Known known) {
        long age = clock.instant().getEpochSecond() - known.since();
        return known.verdict().kind() == KvmVerdict.Kind.SLOW && (age < 0 || age > SLOW_HOLDS.toSeconds());
    }

    synchronized void keep(Path qemu, KvmVerdict verdict) {
        String key = key(qemu);
        if (key == null || verdict.kind() == KvmVerdict.Kind.UNKNOWN) {
            return;
        }
        long now = clock.instant().getEpochSecond();
        memory.put(key, new Known(verdict, now));
        Path target = file(qemu);
        if (target == null) {
            return;
        }
        try {
            write(
                    target,
                    String.join(
                            "\n",
                            HEADER,
                            key,
                            verdict.kind().name(),
                            oneLine(verdict.reason()),
                            Long.toString(now),
                            ""));
        } catch (IOException e) {
            // The next process will have to find out by itself.
            return;
        }
    }

    /** Boot, program, size and time of change in one line; null if they cannot be told, and then nothing is kept. */
    private static @Nullable String key(Path qemu) {
        try {
            Path real = qemu.toRealPath();
            String boot = Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
            return oneLine(boot + " " + Files.size(real) + " "
                    + Files.getLastModifiedTime(real).toMillis() + " " + real);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Path file(Path qemu) {
        Path kept = directory;
        if (kept == null) {
            return null;
        }
        return kept.resolve(
                "kvm-" + Integer.toHexString(qemu.toAbsolutePath().toString().hashCode()));
    }

    private @Nullable Known read(Path qemu, String key) {
        Path source = file(qemu);
        try {
            if (source == null
                    || !Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(source) > SIZE_LIMIT) {
                return null;
            }
            List<String> lines = Files.readAllLines(source, StandardCharsets.UTF_8);
            boolean ours = lines.size() == LINES
                    && lines.get(0).equals(HEADER)
                    && lines.get(1).equals(key);
            return ours ? known(lines) : null;
        } catch (IOException | IllegalArgumentException e) {
            // Damaged or not readable: as good as none.
            return null;
        }
    }

    private static Known known(List<String> lines) {
        KvmVerdict.Kind kind = KvmVerdict.Kind.valueOf(lines.get(2));
        return new Known(new KvmVerdict(kind, lines.get(3)), Long.parseLong(lines.get(4)));
    }

    /** Readers see the old file or the new one, never half of one. */
    private static void write(Path target, String text) throws IOException {
        Path draft = target.resolveSibling(
                target.getFileName() + "." + Long.toHexString(new SecureRandom().nextLong()) + ".tmp");
        SafeModes.createPrivateFile(draft);
        try {
            Files.writeString(draft, text);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}

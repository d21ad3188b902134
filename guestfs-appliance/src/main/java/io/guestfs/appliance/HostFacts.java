package io.guestfs.appliance;

import io.guestfs.appliance.qemu.KvmVerdictCache;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What a launcher has learnt about this host and need not find out again. */
final class HostFacts {
    private static final long NOT_READ = -1;

    private final KvmVerdictCache kvmVerdicts = new KvmVerdictCache();
    private final Set<Path> withoutSandbox = ConcurrentHashMap.newKeySet();
    private final Predicate<String> firstToHear;
    private long loopsPerJiffy = NOT_READ;

    HostFacts(Predicate<String> firstToHear) {
        this.firstToHear = firstToHear;
    }

    KvmVerdictCache kvmVerdicts() {
        return kvmVerdicts;
    }

    /** Whether this process has not been told yet. */
    boolean isNews(String warning) {
        return firstToHear.test(warning);
    }

    /** Whether this qemu has not yet been found unable to lock itself up. */
    boolean sandboxWorks(Path qemu) {
        return !withoutSandbox.contains(qemu);
    }

    /** This qemu, or this kernel, knows no seccomp. */
    void sandboxFailed(Path qemu) {
        withoutSandbox.add(qemu);
    }

    synchronized long loopsPerJiffy(LongSupplier reader) {
        if (loopsPerJiffy == NOT_READ) {
            loopsPerJiffy = reader.getAsLong();
        }
        return loopsPerJiffy;
    }
}

package io.guestfs.appliance;

import io.guestfs.appliance.qemu.KvmVerdictCache;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What a launcher has learnt about this host and need not find out again. */
final class HostFacts {
    private static final long NOT_READ = -1;

    private final KvmVerdictCache kvmVerdicts = new KvmVerdictCache();
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

    synchronized long loopsPerJiffy(LongSupplier reader) {
        if (loopsPerJiffy == NOT_READ) {
            loopsPerJiffy = reader.getAsLong();
        }
        return loopsPerJiffy;
    }
}

package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory for the appliance: what the host has left, and what the control group of this process allows. */
final class MemoryCheck implements Check {

    private static final long KIB_IN_MIB = 1024;
    private static final long MIB = 1 << 20;

    @Override
    public Area area() {
        return Area.MEMORY;
    }

    @Override
    public void look(Host host, Report report) throws IOException {
        long wanted = host.settings().memsizeMb();
        long least = Long.MAX_VALUE;
        for (OptionalLong seen : new OptionalLong[] {available(host), allowed(host)}) {
            least = Math.min(least, seen.orElse(Long.MAX_VALUE));
        }
        if (least < wanted) {
            report.warning(
                    "The appliance may use " + wanted + " MiB, but only " + least + " MiB are there.",
                    "export LIBGUESTFS_MEMSIZE=512   # enough for most work; at least 256");
        } else if (least == Long.MAX_VALUE) {
            report.note("This host does not tell how much memory there is.", "");
        } else {
            report.ok(least + " MiB are there, the appliance may use " + wanted + " of them.");
        }
    }

    private static OptionalLong available(Host host) throws IOException {
        Path file = host.file("/proc/meminfo");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            if (line.startsWith("MemAvailable:")) {
                return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_IN_MIB);
            }
        }
        return OptionalLong.empty();
    }

    /** Containers and services see it here; there is no such file in the root of all groups. */
    private static OptionalLong allowed(Host host) throws IOException {
        Path file = host.file("/sys/fs/cgroup/memory.max");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        String limit = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return limit.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(limit) / MIB) : OptionalLong.empty();
    }
}

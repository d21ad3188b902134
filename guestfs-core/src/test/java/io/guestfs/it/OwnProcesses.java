package io.guestfs.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The processes below this JVM: qemu, the watchdog that outlives us, programs that run for a moment. */
final class OwnProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private OwnProcesses() {}

    /** The qemu that runs an appliance of this JVM. */
    static Optional<ProcessHandle> qemu() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("qemu-system"))
                .findAny();
    }

    /** Ends a process as the kernel does when memory runs out. */
    static void kill(ProcessHandle process) {
        if (!process.destroyForcibly()) {
            throw new IllegalStateException("process " + process.pid() + " could not be killed");
        }
    }

    /** Waits until no process of ours is left; fails when one stays. */
    static void awaitNone() {
        await("processes below this JVM")
                .atMost(PATIENCE)
                .until(() -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
    }

    /** Waits until a process has ended; fails when it goes on. */
    static void awaitEnd(long pid) {
        await("end of process " + pid)
                .atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}

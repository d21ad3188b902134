package io.guestfs.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that a test has started below this JVM: qemu, programs that run for a moment. The watchdog is that of the
 * whole JVM and stays as long as any handle has directories. Those that
 * were there when the test began belong to an appliance that several classes share.
 */
final class OwnProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<Long> before =
            ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());

    private Stream<ProcessHandle> started() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process.pid()))
                .filter(process -> !process.info().commandLine().orElse("").contains("guestfs-watchdog"));
    }

    /** The qemu that runs an appliance of the test. */
    Optional<ProcessHandle> qemu() {
        return started()
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

    /** Waits until no process of the test is left; fails when one stays. */
    void awaitNone() {
        await("processes below this JVM").atMost(PATIENCE).until(() -> started().noneMatch(ProcessHandle::isAlive));
    }

    /** Waits until a process has ended; fails when it goes on. */
    static void awaitEnd(long pid) {
        await("end of process " + pid)
                .atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}

package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All checks, one after the other, none of which can hang or end the others. */
public final class Examination {

    /** A directory on a server that does not answer blocks whoever touches it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Check> checks;
    private final Duration limit;

    /** The checks that need no launch, in the order of a launch. */
    public Examination() {
        this(
                List.of(
                        new JavaCheck(),
                        new EnvironmentCheck(),
                        new QemuCheck(),
                        new ProgramCheck(Area.QEMU_IMG, "qemu-img", Packages.QEMU_IMG),
                        new KvmCheck(),
                        new ApplianceCheck(),
                        new SuperminCheck(),
                        new KernelCheck(),
                        new CacheCheck(),
                        new TemporaryCheck(),
                        new SocketsCheck(),
                        new SpaceCheck(),
                        new MemoryCheck(),
                        new FuseCheck(),
                        new LibvirtCheck(),
                        new PasstCheck(),
                        new WebDrivesCheck()),
                LIMIT);
    }

    Examination(List<Check> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    /** Runs them. An interrupt ends the one that is running and those after it. */
    public List<Finding> run(Host host) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks) {
            findings.addAll(run(check, host));
        }
        return findings;
    }

    private List<Finding> run(Check check, Host host) {
        Report report = new Report(check.area());
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            check.look(host, report);
            return true;
        });
        Thread thread = new Thread(task, "guestfs-doctor-" + check.area().label());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            report.fault(
                    "The check did not end within " + limit.toSeconds() + " seconds; a file system may not answer.",
                    "mount   # look for a server that is gone among the file systems");
        } catch (ExecutionException e) {
            report.fault("The check failed: " + e.getCause(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.fault("The check was interrupted.", "");
        }
        return report.findings();
    }
}

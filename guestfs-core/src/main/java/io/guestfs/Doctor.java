package io.guestfs;

import io.guestfs.appliance.process.Limit;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Diagnosis;
import io.guestfs.diagnosis.Finding;
import io.guestfs.diagnosis.Severity;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.LaunchFailedException;
import io.guestfs.internal.doctor.Examination;
import io.guestfs.internal.doctor.Host;
import io.guestfs.internal.doctor.LaunchSettings;
import io.guestfs.internal.doctor.NativeAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything on the host that a launch needs, and says what is wrong and which command repairs it.
 *
 * <pre>{@code
 * Diagnosis diagnosis = new Doctor().withLaunch(Duration.ofMinutes(5)).examine();
 * if (!diagnosis.fine()) {
 *     System.err.print(diagnosis.text());
 * }
 * }</pre>
 *
 * <p>It sees the host as a handle with settings from the environment does. Nothing is installed or repaired; the only traces are
 * the cache directory, if there was none, and the verdict about KVM that later launches use. Each program that is run
 * and each check has a limit of time, so an examination ends, on a sick host too: without a launch after some seconds, and after
 * seventeen minutes at the very worst.
 *
 * <p>Immutable; may be used by many threads.
 */
public final class Doctor {

    private final Map<String, String> environment;
    private final @Nullable Duration launchLimit;

    /** A doctor who launches nothing and goes by the environment variables of this process. */
    public Doctor() {
        this(System.getenv(), null);
    }

    private Doctor(Map<String, String> environment, @Nullable Duration launchLimit) {
        this.environment = Map.copyOf(environment);
        this.launchLimit = launchLimit;
    }

    /**
     * Looks at other environment variables than those of this process. A launch gets the settings that they mean; the
     * programs that a launch starts get those of this process.
     *
     * @param variables all variables
     * @return a changed copy
     */
    public Doctor withEnvironment(Map<String, String> variables) {
        return new Doctor(variables, launchLimit);
    }

    /**
     * Launches an appliance with an empty drive at the end, unless a fault was found before.
     *
     * @param limit how long it may take; building the appliance for the first time is part of it
     * @return a changed copy
     */
    public Doctor withLaunch(Duration limit) {
        return new Doctor(environment, limit);
    }

    /**
     * Looks at the host. Never throws because of what it finds.
     *
     * @return what was found
     */
    public Diagnosis examine() {
        NativeAccess access = NativeAccess.look();
        try (GuestFS g = new GuestFS(new GuestFSOptions(false, true))) {
            g.setErrorHandler(null);
            // Without native code not even the directories of a handle are known.
            List<Finding> findings = new ArrayList<>(
                    access.refused()
                            ? List.of(access.fault())
                            : new Examination().run(Host.real(environment, settings(g), access)));
            if (launchLimit != null) {
                findings.add(
                        new Diagnosis(findings).fine()
                                ? launch(g, launchLimit)
                                : finding(Severity.NOTE, "Not tried because of the faults above.", ""));
            }
            return new Diagnosis(findings);
        }
    }

    private LaunchSettings settings(GuestFS g) {
        String problem = null;
        try {
            g.parseEnvironmentList(environment.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList());
        } catch (GuestFSException e) {
            problem = e.getMessage();
        }
        String hv = environment.getOrDefault("LIBGUESTFS_HV", "").isEmpty()
                        && environment.getOrDefault("LIBGUESTFS_QEMU", "").isEmpty()
                ? null
                : g.getHv();
        return new LaunchSettings(
                hv,
                g.getPath(),
                BaseDirectories.of(Path.of(g.getTmpdir()), Path.of(g.getCachedir()), Path.of(g.getSockdir())),
                g.getBackendSettings(),
                g.getMemsize(),
                problem);
    }

    private static Finding launch(GuestFS g, Duration limit) {
        AtomicBoolean late = new AtomicBoolean();
        long begun = System.nanoTime();
        try (Limit alarm = new Limit(limit, () -> {
            late.set(true);
            g.close();
        })) {
            g.addDriveScratch(1 << 20);
            g.launch();
            String devices = String.join(" ", g.listDevices());
            g.shutdown();
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            return finding(
                    Severity.OK, "An appliance was launched, saw " + devices + " and ended, in " + millis + " ms.", "");
        } catch (GuestFSException e) {
            return late.get()
                    ? finding(
                            Severity.FAULT,
                            "The appliance was not up after " + limit.toSeconds() + " seconds.",
                            "LIBGUESTFS_DEBUG=1 guestfs-examples/run Doctor --launch   # shows how far it comes")
                    : failed(e);
        }
    }

    private static Finding failed(GuestFSException e) {
        if (e instanceof LaunchFailedException failure) {
            return finding(Severity.FAULT, String.valueOf(e.getMessage()), failure.remedy());
        }
        return finding(Severity.FAULT, String.valueOf(e.getMessage()), "");
    }

    private static Finding finding(Severity severity, String what, String remedy) {
        return new Finding(Area.LAUNCH, severity, what, remedy);
    }
}

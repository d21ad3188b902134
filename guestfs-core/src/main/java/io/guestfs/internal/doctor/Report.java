package io.guestfs.internal.doctor;

import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Finding;
import io.guestfs.diagnosis.Severity;
import java.util.ArrayList;
import java.util.List;

/** Takes down what a check sees. Safe for two threads: a check that is late may still write when it is no longer waited for. */
final class Report {

    private final Area area;
    private final List<Finding> findings = new ArrayList<>();

    Report(Area area) {
        this.area = area;
    }

    void ok(String what) {
        add(Severity.OK, what, "");
    }

    void note(String what, String remedy) {
        add(Severity.NOTE, what, remedy);
    }

    void warning(String what, String remedy) {
        add(Severity.WARNING, what, remedy);
    }

    void fault(String what, String remedy) {
        add(Severity.FAULT, what, remedy);
    }

    /** What a launch would fail with. */
    void fault(ApplianceException e, String remedy) {
        String tail = e.consoleTail().isEmpty() ? "" : "\n" + String.join("\n", e.consoleTail());
        fault(e.getMessage() + tail, remedy);
    }

    private synchronized void add(Severity severity, String what, String remedy) {
        findings.add(new Finding(area, severity, what, remedy));
    }

    synchronized List<Finding> findings() {
        return List.copyOf(findings);
    }
}

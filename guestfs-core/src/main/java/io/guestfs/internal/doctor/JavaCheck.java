package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.util.Locale;

/** The JVM: how it encodes file names, and whether its Unix socket library may load. */
final class JavaCheck implements Check {

    @Override
    public Area area() {
        return Area.JAVA;
    }

    @Override
    public void look(Host host, Report report) {
        String encoding = host.property().apply("sun.jnu.encoding");
        if (encoding != null && !encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
            report.warning(
                    "This JVM encodes names of files as " + encoding + ", so files of the host whose names hold other"
                            + " letters cannot be opened.",
                    "export LC_ALL=C.UTF-8");
        }
        if (host.nativeAccess().verdict() == NativeAccess.Verdict.WARNS) {
            report.note(
                    "This JVM warns of native access, and a later one will refuse it.",
                    host.nativeAccess().remedy());
        }
        report.ok(host.property().apply("java.vm.name") + " " + host.property().apply("java.vm.version") + " in "
                + host.property().apply("java.home"));
    }
}

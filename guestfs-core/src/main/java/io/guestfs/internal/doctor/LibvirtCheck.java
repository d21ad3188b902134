package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;

/** What the calls about guests of libvirt and the libvirt backend take. Nothing else needs it. */
final class LibvirtCheck implements Check {

    private static final String JAR_CLASS = "org.libvirt.Connect";
    private static final String UNLESS =
            ", so guests of libvirt cannot be opened by their names, nor appliances be started by libvirt.";

    @Override
    public Area area() {
        return Area.LIBVIRT;
    }

    @Override
    public void look(Host host, Report report) {
        if (!Tool.libraryPresent(host, "libvirt.so.0")) {
            report.note("The library libvirt.so.0 was not found" + UNLESS, Packages.LIBVIRT.install(host));
        }
        if (!Tool.classPresent(JAR_CLASS)) {
            report.note(
                    "libvirt's Java binding is not on the class path" + UNLESS,
                    "Add org.libvirt:libvirt to the dependencies of the program.");
        }
        if (report.findings().isEmpty()) {
            report.ok("Library and Java binding are there.");
        }
    }
}

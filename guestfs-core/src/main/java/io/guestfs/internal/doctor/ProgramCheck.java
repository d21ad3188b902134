package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that each launch needs.
 *
 * @param area what it is about
 * @param program its name
 * @param packages where it comes from
 */
record ProgramCheck(Area area, String program, Packages packages) implements Check {

    @Override
    public void look(Host host, Report report) {
        Optional<Path> found = Tool.find(host, program);
        if (found.isPresent()) {
            Tool.reportVersion(host, found.get(), report, packages.install(host));
        } else {
            report.fault("The program " + program + " was not found on PATH.", packages.install(host));
        }
    }
}

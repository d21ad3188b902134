package io.guestfs.internal.inspection;

import io.guestfs.internal.inspection.ApplicationDraft.Text;

/** The list of packages that dpkg keeps: records of {@code Field: value} lines with an empty line between them. */
final class DpkgStatus {

    private static final String NOT_INSTALLED = "not-installed";

    private final ApplicationList applications;
    private final StringBuilder description = new StringBuilder();
    private ApplicationDraft draft = new ApplicationDraft();
    private boolean installed;
    private boolean inDescription;

    private DpkgStatus(ApplicationList applications) {
        this.applications = applications;
    }

    /** Finds the packages that are installed. */
    static void parse(Iterable<String> lines, ApplicationList applications) {
        DpkgStatus status = new DpkgStatus(applications);
        for (String line : lines) {
            status.line(line);
        }
        status.endOfRecord();
    }

    private void line(String line) {
        if (line.isEmpty()) {
            endOfRecord();
            return;
        }
        if (line.startsWith(" ")) {
            if (inDescription) {
                description.append(description.isEmpty() ? "" : "\n").append(line, 1, line.length());
            }
            return;
        }
        inDescription = false;
        int colon = line.indexOf(": ");
        if (colon > 0) {
            field(line.substring(0, colon), line.substring(colon + 2));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "Package" -> draft.set(Text.NAME, value);
            case "Status" -> installed = value.contains("installed") && !value.contains(NOT_INSTALLED);
            case "Version" -> draft.setVersion(value);
            case "Architecture" -> draft.set(Text.ARCH, value);
            case "Homepage" -> draft.set(Text.URL, value);
            case "Source" -> draft.set(Text.SOURCE_PACKAGE, value.split(" ", 2)[0]);
            case "Description" -> {
                draft.set(Text.SUMMARY, value);
                inDescription = true;
            }
            default -> {
                // Dependencies, sizes and the like are not asked for.
            }
        }
    }

    private void endOfRecord() {
        if (installed && draft.complete()) {
            applications.add(draft.set(Text.DESCRIPTION, description.toString()));
        }
        draft = new ApplicationDraft();
        description.setLength(0);
        installed = false;
        inDescription = false;
    }
}

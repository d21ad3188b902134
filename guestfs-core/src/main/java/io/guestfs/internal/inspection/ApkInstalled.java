package io.guestfs.internal.inspection;

import io.guestfs.internal.inspection.ApplicationDraft.Text;

/** The list of packages of Alpine: records of {@code X:value} lines with an empty line between them. */
final class ApkInstalled {

    private ApkInstalled() {}

    /** Finds the packages. */
    static void parse(Iterable<String> lines, ApplicationList applications) {
        ApplicationDraft draft = new ApplicationDraft();
        for (String line : lines) {
            if (line.isEmpty()) {
                add(draft, applications);
                draft = new ApplicationDraft();
            } else if (line.length() > 1 && line.charAt(1) == ':') {
                field(draft, line.charAt(0), line.substring(2));
            }
        }
        add(draft, applications);
    }

    private static void field(ApplicationDraft draft, char letter, String value) {
        switch (letter) {
            case 'A' -> draft.set(Text.ARCH, value);
            case 'P' -> draft.set(Text.NAME, value);
            case 'T' -> draft.set(Text.DESCRIPTION, value);
            case 'U' -> draft.set(Text.URL, value);
            case 'V' -> {
                draft.setVersion(value);
                String release = draft.get(Text.RELEASE);
                draft.set(Text.RELEASE, release.startsWith("r") ? release.substring(1) : release);
            }
            default -> {
                // Checksums and files are not asked for.
            }
        }
    }

    private static void add(ApplicationDraft draft, ApplicationList applications) {
        if (draft.complete()) {
            applications.add(draft);
        }
    }
}

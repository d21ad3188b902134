package io.guestfs.internal.inspection;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.GraveFailures;
import io.guestfs.internal.inspection.ApplicationDraft.Text;
import io.guestfs.structs.Dirent;
import java.util.Iterator;
import java.util.List;

/** The packages of Arch Linux: a directory for each, with a description of {@code %FIELD%} and value lines in it. */
final class PacmanDatabase {

    private static final String DIRECTORY = "/var/lib/pacman/local";
    private static final int LARGEST_DESCRIPTION = 8 * 1024;

    private final DirectoriesCalls directories;
    private final GuestFile file;

    PacmanDatabase(DirectoriesCalls directories, GuestFile file) {
        this.directories = directories;
        this.file = file;
    }

    /** Finds the packages; one that can't be read is passed over. */
    void list(ApplicationList applications) {
        List<Dirent> entries = directories.readdir(DIRECTORY);
        applications.demandAtMost(entries.size());
        for (Dirent entry : entries) {
            String name = entry.name();
            // Some file systems do not tell the type, so only what is certainly none is left out.
            if (entry.ftyp() != 'r' && !name.equals(".") && !name.equals("..")) {
                add(DIRECTORY + "/" + name + "/desc", applications);
            }
        }
    }

    private void add(String path, ApplicationList applications) {
        ApplicationDraft draft;
        try {
            draft = parse(file.lines(applications.call(), path, LARGEST_DESCRIPTION));
        } catch (GuestFSException e) {
            GraveFailures.rethrow(e);
            // One broken package should not hide the others.
            return;
        }
        if (draft.complete()
                && !draft.get(Text.ARCH).isEmpty()
                && !draft.get(Text.RELEASE).isEmpty()) {
            applications.add(draft);
        }
    }

    static ApplicationDraft parse(Iterable<String> lines) {
        ApplicationDraft draft = new ApplicationDraft();
        Iterator<String> rest = lines.iterator();
        while (rest.hasNext()) {
            String heading = rest.next();
            if (heading.length() > 1 && heading.startsWith("%") && heading.endsWith("%") && rest.hasNext()) {
                field(draft, heading, rest.next());
            }
        }
        return draft;
    }

    private static void field(ApplicationDraft draft, String heading, String value) {
        switch (heading) {
            case "%NAME%" -> draft.set(Text.NAME, value);
            case "%VERSION%" -> draft.setVersion(value);
            case "%DESC%" -> draft.set(Text.DESCRIPTION, value);
            case "%URL%" -> draft.set(Text.URL, value);
            case "%ARCH%" -> draft.set(Text.ARCH, value);
            default -> {
                // Dependencies, dates and the like are not asked for.
            }
        }
    }
}

package io.guestfs.internal.inspection;

import io.guestfs.calls.HivexCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.GraveFailures;
import io.guestfs.internal.inspection.ApplicationDraft.Text;
import io.guestfs.structs.HivexNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The applications of Windows: what its registry knows how to uninstall. The appliance reads the registry. */
final class WindowsUninstall {

    private static final String[] MICROSOFT = {"Microsoft", "Windows", "CurrentVersion", "Uninstall"};
    private static final String[] MICROSOFT_32_BIT = {
        "WOW6432node", "Microsoft", "Windows", "CurrentVersion", "Uninstall"
    };
    private static final List<String> ANTIVIRUS =
            List.of("virus", "kaspersky", "mcafee", "norton", "sophos", "apexonent", "avg technologies");
    private static final byte[] ONE = {1, 0, 0, 0};
    private static final String CLASS_ANTIVIRUS = "antivirus";

    /** Hives of 200 MB have been seen; the daemon maps the file into its memory. */
    private static final long LARGEST_HIVE = 1024L * 1024 * 1024;

    /** All texts together. Many keys of a hive may point to the same long value. */
    private static final long MOST_CHARACTERS = 50 * 1024 * 1024;

    /** What a value counts that was asked for in vain: the daemon may have had much to do before it gave up. */
    private static final int FAILED_VALUE = 4096;

    private final HivexCalls hivex;
    private final GuestFile file;
    private long characters;

    WindowsUninstall(HivexCalls hivex, GuestFile file) {
        this.hivex = hivex;
        this.file = file;
    }

    /** Finds the applications in the hive of the software. */
    void list(String hive, ApplicationList applications) {
        characters = 0;
        file.demandSensible(applications.call(), hive, LARGEST_HIVE);
        hivex.hivexOpen(hive, o -> o.unsafe(true));
        try {
            addChildren(node(MICROSOFT), applications);
            addChildren(node(MICROSOFT_32_BIT), applications);
            addDefender(applications);
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        }
        hivex.hivexClose();
    }

    /** Where the appliance is gone, closing fails as well; what happened first is what the caller has to know. */
    private void closeAfter(Throwable failure) {
        try {
            hivex.hivexClose();
        } catch (GuestFSException e) {
            failure.addSuppressed(e);
        }
    }

    /** Goes down from the top; 0 when something on the way is missing. */
    private long node(String... names) {
        long node = hivex.hivexRoot();
        for (String name : names) {
            if (node != 0) {
                node = hivex.hivexNodeGetChild(node, name);
            }
        }
        return node;
    }

    private void addChildren(long parent, ApplicationList applications) {
        if (parent == 0) {
            return;
        }
        List<HivexNode> children = hivex.hivexNodeChildren(parent);
        applications.demandAtMost(children.size());
        for (HivexNode child : children) {
            long node = child.hivexNodeH();
            long display = value(node, "DisplayName");
            if (display != 0) {
                applications.add(application(node, text(display)));
                demandSensible(applications.call());
            }
        }
    }

    private void demandSensible(String call) {
        if (characters > MOST_CHARACTERS) {
            throw new GuestFSException(
                    call,
                    "the texts of the applications in the registry have more than " + MOST_CHARACTERS + " characters",
                    ErrorNumber.EFBIG);
        }
    }

    private ApplicationDraft application(long node, String display) {
        ApplicationDraft draft = new ApplicationDraft()
                .set(Text.NAME, hivex.hivexNodeName(node))
                .set(Text.DISPLAY_NAME, display)
                .set(Text.VERSION, text(node, "DisplayVersion"))
                .set(Text.INSTALL_PATH, text(node, "InstallLocation"))
                .set(Text.PUBLISHER, text(node, "Publisher"))
                .set(Text.URL, text(node, "URLInfoAbout"))
                .set(Text.DESCRIPTION, text(node, "Comments"));
        if (antivirus(draft.get(Text.NAME), display, draft.get(Text.PUBLISHER))) {
            draft.set(Text.CLASS, CLASS_ANTIVIRUS);
        }
        return draft;
    }

    private static boolean antivirus(String... texts) {
        return Stream.of(texts)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(text -> ANTIVIRUS.stream().anyMatch(text::contains));
    }

    private String text(long node, String key) {
        return text(value(node, key));
    }

    /** Finds a value; 0 when it is missing or the place where it should be is broken. */
    private long value(long node, String key) {
        try {
            return hivex.hivexNodeGetValue(node, key);
        } catch (GuestFSException e) {
            passOver(e);
            return 0;
        }
    }

    private String text(long value) {
        if (value == 0) {
            return "";
        }
        try {
            String text = hivex.hivexValueString(value);
            characters += text.length();
            return text;
        } catch (GuestFSException e) {
            // A value that is no text, or a broken one: the application is there all the same.
            passOver(e);
            return "";
        }
    }

    private void passOver(GuestFSException e) {
        GraveFailures.rethrow(e);
        characters += FAILED_VALUE;
    }

    /** Defender is part of Windows and is not in the list of what can be uninstalled. */
    private void addDefender(ApplicationList applications) {
        long node = node("Microsoft", "Windows Defender");
        if (node != 0 && !isOne(value(node, "DisableAntiVirus"))) {
            applications.add(new ApplicationDraft()
                    .set(Text.NAME, "WinDefend")
                    .set(Text.DISPLAY_NAME, "Microsoft Defender Antivirus")
                    .set(Text.PUBLISHER, "Microsoft Corporation")
                    .set(Text.CLASS, CLASS_ANTIVIRUS));
        }
    }

    private boolean isOne(long value) {
        if (value == 0) {
            return false;
        }
        try {
            return Arrays.equals(hivex.hivexValueValue(value), ONE);
        } catch (GuestFSException e) {
            passOver(e);
            return false;
        }
    }
}

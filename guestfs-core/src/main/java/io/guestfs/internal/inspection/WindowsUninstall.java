package io.guestfs.internal.inspection;

import io.guestfs.calls.HivexCalls;
import io.guestfs.error.ErrorNumber;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.inspection.ApplicationDraft.Text;
import io.guestfs.structs.Application2;
import io.guestfs.structs.HivexNode;
import java.util.ArrayList;
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
    private static final String CLASS_ANTIVIRUS = "antivirus";

    private final HivexCalls hivex;

    WindowsUninstall(HivexCalls hivex) {
        this.hivex = hivex;
    }

    /** Finds the applications in the hive of the software. */
    List<Application2> list(String hive) {
        List<Application2> applications = new ArrayList<>();
        hivex.hivexOpen(hive, o -> o.unsafe(true));
        try {
            addChildren(node(MICROSOFT), applications);
            addChildren(node(MICROSOFT_32_BIT), applications);
            addDefender(applications);
        } finally {
            hivex.hivexClose();
        }
        return applications;
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

    private void addChildren(long parent, List<Application2> applications) {
        if (parent == 0) {
            return;
        }
        for (HivexNode child : hivex.hivexNodeChildren(parent)) {
            long node = child.hivexNodeH();
            String display = text(node, "DisplayName");
            if (!display.isEmpty()) {
                applications.add(application(node, display));
            }
        }
    }

    private Application2 application(long node, String display) {
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
        return draft.toApplication();
    }

    private static boolean antivirus(String... texts) {
        return Stream.of(texts)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(text -> ANTIVIRUS.stream().anyMatch(text::contains));
    }

    private String text(long node, String key) {
        try {
            long value = hivex.hivexNodeGetValue(node, key);
            return value == 0 ? "" : hivex.hivexValueString(value);
        } catch (GuestFSException e) {
            if (e.errno() == ErrorNumber.EPIPE.number()) {
                throw e;
            }
            // A value that is no text, or a broken one: the application is there all the same.
            return "";
        }
    }

    /** Defender is part of Windows and is not in the list of what can be uninstalled. */
    private void addDefender(List<Application2> applications) {
        long node = node("Microsoft", "Windows Defender");
        if (node != 0 && !isOne(hivex.hivexNodeGetValue(node, "DisableAntiVirus"))) {
            applications.add(new ApplicationDraft()
                    .set(Text.NAME, "WinDefend")
                    .set(Text.DISPLAY_NAME, "Microsoft Defender Antivirus")
                    .set(Text.PUBLISHER, "Microsoft Corporation")
                    .set(Text.CLASS, CLASS_ANTIVIRUS)
                    .toApplication());
        }
    }

    private boolean isOne(long value) {
        if (value == 0) {
            return false;
        }
        byte[] number = hivex.hivexValueValue(value);
        return number.length == Integer.BYTES && number[0] == 1 && number[1] == 0 && number[2] == 0 && number[3] == 0;
    }
}

package io.guestfs.internal.inspection;

import io.guestfs.structs.Application2;
import java.util.EnumMap;
import java.util.Map;

/** An application while its record is read. What nobody sets is empty. */
final class ApplicationDraft {

    /** A text of the record. */
    enum Text {
        NAME,
        DISPLAY_NAME,
        VERSION,
        RELEASE,
        ARCH,
        INSTALL_PATH,
        PUBLISHER,
        URL,
        SOURCE_PACKAGE,
        SUMMARY,
        DESCRIPTION,
        CLASS
    }

    private final Map<Text, String> texts = new EnumMap<>(Text.class);
    private int epoch;
    private boolean broken;

    ApplicationDraft set(Text text, String value) {
        texts.put(text, value);
        return this;
    }

    String get(Text text) {
        return texts.getOrDefault(text, "");
    }

    /** Sets epoch, version and release from {@code [epoch:]version[-release]}. */
    void setVersion(String whole) {
        int colon = whole.indexOf(':');
        if (colon >= 0) {
            try {
                epoch = Integer.parseInt(whole.substring(0, colon));
                broken = epoch < 0;
            } catch (NumberFormatException e) {
                // A package manager would not take it either.
                broken = true;
            }
        }
        int dash = whole.indexOf('-', colon + 1);
        set(Text.VERSION, dash < 0 ? whole.substring(colon + 1) : whole.substring(colon + 1, dash));
        set(Text.RELEASE, dash < 0 ? "" : whole.substring(dash + 1));
    }

    /** Whether it has a name and a version that can be understood. */
    boolean complete() {
        return !broken && !get(Text.NAME).isEmpty() && !get(Text.VERSION).isEmpty();
    }

    Application2 toApplication() {
        return new Application2(
                get(Text.NAME),
                get(Text.DISPLAY_NAME),
                epoch,
                get(Text.VERSION),
                get(Text.RELEASE),
                get(Text.ARCH),
                get(Text.INSTALL_PATH),
                "",
                get(Text.PUBLISHER),
                get(Text.URL),
                get(Text.SOURCE_PACKAGE),
                get(Text.SUMMARY),
                get(Text.DESCRIPTION),
                get(Text.CLASS),
                "",
                "",
                "");
    }
}

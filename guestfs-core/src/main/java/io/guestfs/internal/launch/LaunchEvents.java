package io.guestfs.internal.launch;

import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.event.EventKind;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.protocol.xdr.WireText;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What the appliance module tells during a launch, as events of the handle. */
record LaunchEvents(EventRegistry events, LaunchProgress launchProgress, Consumer<String> log, BooleanSupplier closing)
        implements LaunchListener {

    @Override
    public void debug(String line) {
        log.accept(line);
    }

    @Override
    public void warning(String line) {
        events.fire(EventKind.WARNING, line);
    }

    @Override
    public void applianceOutput(byte[] bytes) {
        String text = WireText.decode(bytes);
        launchProgress.console(text);
        events.fire(EventKind.APPLIANCE, text);
    }

    @Override
    public void progress(int step) {
        launchProgress.step(step);
    }

    @Override
    public boolean aborted() {
        return closing.getAsBoolean();
    }
}

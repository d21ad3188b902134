package io.guestfs.examples;

import io.guestfs.GuestFS;
import io.guestfs.event.Event;
import io.guestfs.event.EventHandle;
import io.guestfs.event.EventKind;
import java.util.EnumSet;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a bar on the error stream while a launch or a long call of a handle runs. */
final class ProgressDisplay implements AutoCloseable {

    private static final int UPDATE_MILLIS = 200;

    private final EventHandle registration;
    private @Nullable ProgressBar bar;
    private long serial;

    /** Begins to watch a handle. Short calls report nothing, so they show no bar. */
    ProgressDisplay(GuestFS g) {
        registration = g.setEventCallback(this::show, EnumSet.of(EventKind.PROGRESS));
    }

    private void show(Event event) {
        if (!(event instanceof Event.Progress progress)) {
            return;
        }
        ProgressBar current = bar;
        if (current == null || progress.serial() != serial) {
            endBar();
            serial = progress.serial();
            current = newBar(progress.serial() == 0 ? "Starting the appliance" : "Working", progress.total());
            bar = current;
        }
        current.maxHint(progress.total());
        current.stepTo(progress.position());
        if (progress.position() >= progress.total()) {
            endBar();
        }
    }

    private static ProgressBar newBar(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .build();
    }

    private void endBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        registration.close();
        endBar();
    }
}

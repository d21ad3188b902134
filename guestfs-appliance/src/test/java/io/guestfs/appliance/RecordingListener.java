package io.guestfs.appliance;

import io.guestfs.appliance.report.LaunchListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps all it hears. */
final class RecordingListener implements LaunchListener {
    final List<String> debug = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<Integer> steps = new CopyOnWriteArrayList<>();
    final AtomicBoolean abort = new AtomicBoolean();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Override
    public void debug(String line) {
        debug.add(line);
    }

    @Override
    public void warning(String line) {
        warnings.add(line);
    }

    @Override
    public synchronized void applianceOutput(byte[] bytes) {
        output.writeBytes(bytes);
    }

    @Override
    public void progress(int step) {
        steps.add(step);
    }

    @Override
    public boolean aborted() {
        return abort.get();
    }

    synchronized String output() {
        return output.toString(StandardCharsets.UTF_8);
    }
}

package io.guestfs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Leaves a file that tells which daemon calls the tests of this JVM have made against the real daemon. The tests run in several
 * JVMs, class by class, so the file is written anew after each class; {@link CallCoverageReport} adds the files up.
 */
public final class CallCoverageRecorder implements TestExecutionListener {

    private static final Path FILE =
            CallCoverageReport.DIRECTORY.resolve(ProcessHandle.current().pid() + ".txt");

    /** The listener may be made anew for each class, the JVM goes on. */
    private static final Set<String> NOTES = new ConcurrentSkipListSet<>();

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        NOTES.add(CallCoverageReport.INCOMPLETE);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            NOTES.add(CallCoverageReport.INCOMPLETE);
        }
        test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getClassName())
                .ifPresent(name -> NOTES.add(CallCoverageReport.CLASS + name.substring(name.lastIndexOf('.') + 1)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Set<String> succeeded = CallCoverage.succeeded();
        if (succeeded.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(NOTES);
        succeeded.forEach(call -> lines.add(CallCoverageReport.CALL + call));
        try {
            Files.createDirectories(CallCoverageReport.DIRECTORY);
            Files.write(FILE, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.guestfs.examples;

import io.guestfs.diagnosis.Diagnosis;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Says what is wrong with this host, and which command repairs it; with --launch it starts an appliance, too. */
public final class Doctor {

    /** Enough for building the appliance and for a processor that is emulated on a busy machine. */
    private static final Duration LAUNCH_LIMIT = Duration.ofMinutes(10);

    private Doctor() {}

    /**
     * Runs the example. Exit status 0: launches can work; 1: something that is required is broken; 2: wrong use.
     *
     * @param args {@code --launch}, {@code --json} or both
     */
    public static void main(String[] args) {
        List<String> words = List.of(args);
        if (!Set.of("--launch", "--json").containsAll(words)) {
            System.err.println("usage: Doctor [--launch] [--json]");
            System.exit(2);
        }
        io.guestfs.Doctor doctor = new io.guestfs.Doctor();
        if (words.contains("--launch")) {
            doctor = doctor.withLaunch(LAUNCH_LIMIT);
        }
        Diagnosis diagnosis = doctor.examine();
        System.out.print(words.contains("--json") ? diagnosis.json() + "\n" : diagnosis.text());
        System.exit(diagnosis.fine() ? 0 : 1);
    }
}

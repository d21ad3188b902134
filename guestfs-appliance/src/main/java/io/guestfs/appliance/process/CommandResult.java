package io.guestfs.appliance.process;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a helper program ended and what it wrote. */
public final class CommandResult {
    /** Who ended it. */
    public enum Ending {
        /** It ended by itself. */
        BY_ITSELF,
        /** It was killed because its time was up. */
        TIME_UP,
        /** It was killed because the run was given up. */
        ABORTED
    }

    private static final int WORDS_LINES = 20;

    private final List<String> command;
    private final ProcessExit exit;
    private final Ending ending;
    private final byte[] output;
    private final byte[] errors;

    CommandResult(List<String> command, ProcessExit exit, Ending ending, byte[] output, byte[] errors) {
        this.command = command;
        this.exit = exit;
        this.ending = ending;
        this.output = output;
        this.errors = errors;
    }

    /**
     * The exit status.
     *
     * @return how the process ended
     */
    public ProcessExit exit() {
        return exit;
    }

    /**
     * Who ended it.
     *
     * @return the ending
     */
    public Ending ending() {
        return ending;
    }

    /**
     * Tells whether it did its work.
     *
     * @return true if it ended by itself with status 0
     */
    public boolean success() {
        return ending == Ending.BY_ITSELF && exit.success();
    }

    /**
     * What it wrote to standard output, up to the limit.
     *
     * @return the bytes
     */
    public byte[] output() {
        return output.clone();
    }

    /**
     * Standard output as text.
     *
     * @return the text
     */
    public String outputText() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /**
     * Standard error as text.
     *
     * @return the text
     */
    public String errorText() {
        return new String(errors, StandardCharsets.UTF_8);
    }

    /**
     * The last lines it wrote to standard error, or to standard output if that is empty.
     *
     * @return at most twenty lines
     */
    public List<String> lastWords() {
        String text = errors.length > 0 ? errorText() : outputText();
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.subList(Math.max(0, lines.size() - WORDS_LINES), lines.size());
    }

    /**
     * Says how it ended.
     *
     * @return for instance {@code /usr/bin/supermin ended with status 1}
     */
    public String describe() {
        String program = command.get(0);
        return switch (ending) {
            case BY_ITSELF -> program + " " + exit.describe();
            case TIME_UP -> program + " took too long and was killed";
            case ABORTED -> program + " was killed because the launch was given up";
        };
    }
}

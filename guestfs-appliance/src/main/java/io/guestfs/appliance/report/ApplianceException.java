package io.guestfs.appliance.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something between the request and a connected appliance failed. The message says what failed, on what and why; {@link #remedy()}
 * says what to do about it, and {@link #consoleTail()} holds the last lines of qemu or of the guest console, if there were any.
 */
public final class ApplianceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final LaunchPhase phase;
    private final String remedy;
    private final String errnoName;
    private final transient List<String> consoleTail;

    private ApplianceException(Builder builder) {
        super(builder.message, builder.cause);
        this.phase = builder.phase;
        this.remedy = builder.remedy;
        this.errnoName = builder.errnoName;
        this.consoleTail = List.copyOf(builder.consoleTail);
    }

    /**
     * Starts an exception.
     *
     * @param phase the step that failed
     * @param message what failed, on what and why
     * @return a builder; {@link Builder#build()} makes the exception
     */
    public static Builder of(LaunchPhase phase, String message) {
        return new Builder(phase, message);
    }

    /**
     * The step that failed.
     *
     * @return the phase
     */
    public LaunchPhase phase() {
        return phase;
    }

    /**
     * What the reader can do about it.
     *
     * @return one or more sentences, or the empty string if nothing is known
     */
    public String remedy() {
        return remedy;
    }

    /**
     * The errno name that goes with the failure, for instance {@code ENOENT}.
     *
     * @return the name, or the empty string if none applies
     */
    public String errnoName() {
        return errnoName;
    }

    /**
     * The last lines written by qemu or on the guest console before the failure.
     *
     * @return at most about twenty lines, oldest first
     */
    public List<String> consoleTail() {
        return consoleTail == null ? List.of() : consoleTail;
    }

    /**
     * Message, last console lines and remedy in one text.
     *
     * @return the text, with line ends inside where there is more than the message
     */
    public String fullText() {
        StringBuilder text = new StringBuilder(getMessage() == null ? "" : getMessage());
        if (!consoleTail().isEmpty()) {
            text.append("\nLast output:");
            consoleTail().forEach(line -> text.append("\n  ").append(line));
        }
        if (!remedy.isEmpty()) {
            text.append('\n').append(remedy);
        }
        return text.toString();
    }

    /** Collects the parts of an {@link ApplianceException}. */
    public static final class Builder {
        private final LaunchPhase phase;
        private final String message;
        private String remedy = "";
        private String errnoName = "";
        private List<String> consoleTail = List.of();
        private @Nullable Throwable cause;

        private Builder(LaunchPhase phase, String message) {
            this.phase = phase;
            this.message = message;
        }

        /**
         * Says what to do.
         *
         * @param text one or more sentences
         * @return this
         */
        public Builder remedy(String text) {
            this.remedy = text;
            return this;
        }

        /**
         * Names the errno.
         *
         * @param name for instance {@code ENOENT}; empty for none
         * @return this
         */
        public Builder errno(String name) {
            this.errnoName = name;
            return this;
        }

        /**
         * Adds what qemu or the guest wrote last.
         *
         * @param lines the lines, oldest first
         * @return this
         */
        public Builder consoleTail(List<String> lines) {
            this.consoleTail = lines;
            return this;
        }

        /**
         * Keeps the failure underneath.
         *
         * @param throwable the cause, or null
         * @return this
         */
        public Builder cause(@Nullable Throwable throwable) {
            this.cause = throwable;
            return this;
        }

        /**
         * Makes the exception.
         *
         * @return the exception, ready to be thrown
         */
        public ApplianceException build() {
            return new ApplianceException(this);
        }
    }
}

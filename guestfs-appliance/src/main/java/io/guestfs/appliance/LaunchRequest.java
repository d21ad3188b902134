package io.guestfs.appliance;

import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.workdir.WorkDirectories;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All a launch needs to know. Made by {@link #builder}; nothing in it changes.
 *
 * @param directories the working directories of the handle
 * @param backend how the appliance is started or reached
 * @param drives the drives in the order of their names in the guest; at least one, at most 255
 * @param memsizeMb memory of the appliance in MiB
 * @param smp number of virtual processors
 * @param network true to connect the appliance to a user-mode network
 * @param selinux true to load an SELinux policy in the appliance
 * @param verbose true for a talkative kernel and daemon
 * @param recoveryProcess true to have qemu killed and temporary files removed should this JVM be killed
 * @param processGroup true to give qemu a process group of its own
 * @param directMode true to let qemu keep the standard streams of this process instead of a console we read
 * @param hv qemu program; null for the usual one of this architecture
 * @param path directories to search for the appliance, separated by colons
 * @param append words to add to the kernel command line; null for none
 * @param identifier a name for this handle in the kernel command line; empty for none
 * @param config extra qemu options, in order
 * @param backendSettings settings such as {@code force_tcg} or {@code gdb=1}
 * @param timeout how long to wait for qemu to connect
 * @param environment the environment variables that child processes get and that are read here
 */
public record LaunchRequest(
        WorkDirectories directories,
        Backend backend,
        List<Drive> drives,
        int memsizeMb,
        int smp,
        boolean network,
        boolean selinux,
        boolean verbose,
        boolean recoveryProcess,
        boolean processGroup,
        boolean directMode,
        @Nullable String hv,
        String path,
        @Nullable String append,
        String identifier,
        List<ConfigParameter> config,
        List<String> backendSettings,
        Duration timeout,
        Map<String, String> environment) {

    /** How long a launch waits for qemu to connect unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(20);

    /** Copies the lists. */
    public LaunchRequest {
        drives = List.copyOf(drives);
        config = List.copyOf(config);
        backendSettings = List.copyOf(backendSettings);
        environment = Map.copyOf(environment);
    }

    /**
     * Starts a request.
     *
     * @param directories the working directories of the handle
     * @param path directories to search for the appliance, separated by colons
     * @return a builder with the usual settings and no drives
     */
    public static Builder builder(WorkDirectories directories, String path) {
        return new Builder(directories, path);
    }

    /** Collects the parts of a {@link LaunchRequest}. */
    public static final class Builder {
        private final WorkDirectories directories;
        private final String path;
        private Backend backend = new Backend.Direct();
        private List<Drive> drives = List.of();
        private int memsizeMb = 1280;
        private int smp = 1;
        private boolean network;
        private boolean selinux;
        private boolean verbose;
        private boolean recoveryProcess = true;
        private boolean processGroup;
        private boolean directMode;
        private @Nullable String hv;
        private @Nullable String append;
        private String identifier = "";
        private List<ConfigParameter> config = List.of();
        private List<String> backendSettings = List.of();
        private Duration timeout = DEFAULT_TIMEOUT;
        private Map<String, String> environment = System.getenv();

        private Builder(WorkDirectories directories, String path) {
            this.directories = directories;
            this.path = path;
        }

        /**
         * Chooses how the appliance is started or reached.
         *
         * @param value the backend; a child of this process unless set
         * @return this
         */
        public Builder backend(Backend value) {
            this.backend = value;
            return this;
        }

        /**
         * Sets the drives.
         *
         * @param value in the order of their names in the guest
         * @return this
         */
        public Builder drives(List<Drive> value) {
            this.drives = value;
            return this;
        }

        /**
         * Sets the memory.
         *
         * @param value MiB
         * @return this
         */
        public Builder memsizeMb(int value) {
            this.memsizeMb = value;
            return this;
        }

        /**
         * Sets the number of virtual processors.
         *
         * @param value at least 1
         * @return this
         */
        public Builder smp(int value) {
            this.smp = value;
            return this;
        }

        /**
         * Turns the network on or off.
         *
         * @param value true for on
         * @return this
         */
        public Builder network(boolean value) {
            this.network = value;
            return this;
        }

        /**
         * Turns SELinux in the appliance on or off.
         *
         * @param value true for on
         * @return this
         */
        public Builder selinux(boolean value) {
            this.selinux = value;
            return this;
        }

        /**
         * Makes the kernel and the daemon talkative.
         *
         * @param value true for talkative
         * @return this
         */
        public Builder verbose(boolean value) {
            this.verbose = value;
            return this;
        }

        /**
         * Turns the watchdog that cleans up after a killed JVM on or off.
         *
         * @param value true for on, the default
         * @return this
         */
        public Builder recoveryProcess(boolean value) {
            this.recoveryProcess = value;
            return this;
        }

        /**
         * Gives qemu a process group of its own.
         *
         * @param value true for its own group
         * @return this
         */
        public Builder processGroup(boolean value) {
            this.processGroup = value;
            return this;
        }

        /**
         * Lets qemu keep the standard streams of this process.
         *
         * @param value true to keep them
         * @return this
         */
        public Builder directMode(boolean value) {
            this.directMode = value;
            return this;
        }

        /**
         * Chooses the qemu program.
         *
         * @param value file name or name on PATH; null for the usual one
         * @return this
         */
        public Builder hv(@Nullable String value) {
            this.hv = value;
            return this;
        }

        /**
         * Adds words to the kernel command line.
         *
         * @param value words separated by spaces; null for none
         * @return this
         */
        public Builder append(@Nullable String value) {
            this.append = value;
            return this;
        }

        /**
         * Names this handle in the kernel command line.
         *
         * @param value letters, digits, - and _; empty for none
         * @return this
         */
        public Builder identifier(String value) {
            this.identifier = value;
            return this;
        }

        /**
         * Sets extra qemu options.
         *
         * @param value in order
         * @return this
         */
        public Builder config(List<ConfigParameter> value) {
            this.config = value;
            return this;
        }

        /**
         * Sets the backend settings.
         *
         * @param value each {@code name} or {@code name=value}
         * @return this
         */
        public Builder backendSettings(List<String> value) {
            this.backendSettings = value;
            return this;
        }

        /**
         * Limits the wait for qemu to connect.
         *
         * @param value more than zero
         * @return this
         */
        public Builder timeout(Duration value) {
            this.timeout = value;
            return this;
        }

        /**
         * Sets the environment variables for child processes.
         *
         * @param value all of them
         * @return this
         */
        public Builder environment(Map<String, String> value) {
            this.environment = value;
            return this;
        }

        /**
         * Makes the request.
         *
         * @return the request
         */
        public LaunchRequest build() {
            return new LaunchRequest(
                    directories,
                    backend,
                    drives,
                    memsizeMb,
                    smp,
                    network,
                    selinux,
                    verbose,
                    recoveryProcess,
                    processGroup,
                    directMode,
                    hv,
                    path,
                    append,
                    identifier,
                    config,
                    backendSettings,
                    timeout,
                    environment);
        }
    }
}

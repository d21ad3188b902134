package io.guestfs.internal.handle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settable properties of a handle, with their defaults. Values were checked before they get here. */
public final class HandleSettings {

    /** Memory of the appliance in MiB when nothing else is set. */
    public static final int DEFAULT_MEMSIZE = 1280;

    private volatile boolean verbose;
    private volatile boolean trace;
    private volatile String identifier = "";
    private volatile boolean autosync = true;
    private String program = "java";
    private @Nullable String path;
    private @Nullable String hv;
    private @Nullable String append;
    private int memsize = DEFAULT_MEMSIZE;
    private int smp = 1;
    private boolean recoveryProcess = true;
    private boolean network;
    private boolean processGroup;
    private boolean direct;
    private boolean selinux;
    private String backend = "direct";
    private List<String> backendSettings = List.of();

    public boolean verbose() {
        return verbose;
    }

    public void verbose(boolean value) {
        verbose = value;
    }

    public boolean trace() {
        return trace;
    }

    public void trace(boolean value) {
        trace = value;
    }

    public String identifier() {
        return identifier;
    }

    public void identifier(String value) {
        identifier = value;
    }

    public boolean autosync() {
        return autosync;
    }

    public void autosync(boolean value) {
        autosync = value;
    }

    public String program() {
        return program;
    }

    public void program(String value) {
        program = value;
    }

    public @Nullable String path() {
        return path;
    }

    public void path(@Nullable String value) {
        path = value;
    }

    public @Nullable String hv() {
        return hv;
    }

    public void hv(@Nullable String value) {
        hv = value;
    }

    public @Nullable String append() {
        return append;
    }

    public void append(@Nullable String value) {
        append = value;
    }

    public int memsize() {
        return memsize;
    }

    public void memsize(int value) {
        memsize = value;
    }

    public int smp() {
        return smp;
    }

    public void smp(int value) {
        smp = value;
    }

    public boolean recoveryProcess() {
        return recoveryProcess;
    }

    public void recoveryProcess(boolean value) {
        recoveryProcess = value;
    }

    public boolean network() {
        return network;
    }

    public void network(boolean value) {
        network = value;
    }

    public boolean processGroup() {
        return processGroup;
    }

    public void processGroup(boolean value) {
        processGroup = value;
    }

    public boolean direct() {
        return direct;
    }

    public void direct(boolean value) {
        direct = value;
    }

    public boolean selinux() {
        return selinux;
    }

    public void selinux(boolean value) {
        selinux = value;
    }

    public String backend() {
        return backend;
    }

    public void backend(String value) {
        backend = value;
    }

    public List<String> backendSettings() {
        return backendSettings;
    }

    public void backendSettings(List<String> value) {
        backendSettings = List.copyOf(value);
    }
}

package io.guestfs.internal.library;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.handle.HandleSettings;
import io.guestfs.internal.local.SettingsHome;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The simple properties of a handle. */
public final class Settings implements SettingsHome {

    private static final int SMALLEST_MEMSIZE = 256;
    private static final int LARGEST_SMP = 255;

    private final HandleSettings settings;
    private final Supplier<String> defaultHypervisor;

    /**
     * Makes the home.
     *
     * @param settings where the values are kept
     * @param defaultHypervisor the program that runs the appliance when none is set
     */
    public Settings(HandleSettings settings, Supplier<String> defaultHypervisor) {
        this.settings = settings;
        this.defaultHypervisor = defaultHypervisor;
    }

    @Override
    public boolean getVerbose() {
        return settings.verbose();
    }

    @Override
    public void setVerbose(boolean verbose) {
        settings.verbose(verbose);
    }

    @Override
    public boolean getTrace() {
        return settings.trace();
    }

    @Override
    public void setTrace(boolean trace) {
        settings.trace(trace);
    }

    @Override
    public boolean getAutosync() {
        return settings.autosync();
    }

    @Override
    public void setAutosync(boolean autosync) {
        settings.autosync(autosync);
    }

    @Override
    public String getProgram() {
        return settings.program();
    }

    @Override
    public void setProgram(String program) {
        settings.program(program);
    }

    @Override
    public String getIdentifier() {
        return settings.identifier();
    }

    @Override
    public void setIdentifier(String identifier) {
        if (!identifier.chars().allMatch(Settings::allowedInIdentifier)) {
            throw new InvalidArgumentException(
                    "set_identifier",
                    "'" + identifier + "' can't be an identifier: only ASCII letters, digits, '_' and '-' are allowed",
                    ErrorNumber.EINVAL);
        }
        settings.identifier(identifier);
    }

    private static boolean allowedInIdentifier(int c) {
        return (c < 0x80 && Character.isLetterOrDigit(c)) || c == '_' || c == '-';
    }

    @Override
    public String getPath() {
        String path = settings.path();
        return path == null ? DefaultPath.get() : path;
    }

    @Override
    public void setPath(@Nullable String searchpath) {
        settings.path(searchpath);
    }

    @Override
    public String getHv() {
        String hv = settings.hv();
        return hv == null ? defaultHypervisor.get() : hv;
    }

    @Override
    public void setHv(String hv) {
        settings.hv(hv);
    }

    @Override
    public String getQemu() {
        return getHv();
    }

    @Override
    public void setQemu(@Nullable String hv) {
        settings.hv(hv);
    }

    @Override
    public @Nullable String getAppend() {
        return settings.append();
    }

    @Override
    public void setAppend(@Nullable String append) {
        settings.append(append);
    }

    @Override
    public int getMemsize() {
        return settings.memsize();
    }

    @Override
    public void setMemsize(int memsize) {
        if (memsize < SMALLEST_MEMSIZE) {
            throw new InvalidArgumentException(
                    "set_memsize",
                    memsize + " MiB are too little memory for the appliance: it needs at least " + SMALLEST_MEMSIZE,
                    ErrorNumber.EINVAL);
        }
        settings.memsize(memsize);
    }

    @Override
    public int getSmp() {
        return settings.smp();
    }

    @Override
    public void setSmp(int smp) {
        if (smp < 1 || smp > LARGEST_SMP) {
            throw new InvalidArgumentException(
                    "set_smp",
                    "the appliance can't have " + smp + " processors: 1 to " + LARGEST_SMP + " are possible",
                    ErrorNumber.EINVAL);
        }
        settings.smp(smp);
    }

    @Override
    public boolean getRecoveryProc() {
        return settings.recoveryProcess();
    }

    @Override
    public void setRecoveryProc(boolean recoveryproc) {
        settings.recoveryProcess(recoveryproc);
    }

    @Override
    public boolean getNetwork() {
        return settings.network();
    }

    @Override
    public void setNetwork(boolean network) {
        settings.network(network);
    }

    @Override
    public boolean getPgroup() {
        return settings.processGroup();
    }

    @Override
    public void setPgroup(boolean pgroup) {
        settings.processGroup(pgroup);
    }

    @Override
    public boolean getDirect() {
        return settings.direct();
    }

    @Override
    public void setDirect(boolean direct) {
        settings.direct(direct);
    }

    @Override
    public boolean getSelinux() {
        return settings.selinux();
    }

    @Override
    public void setSelinux(boolean selinux) {
        settings.selinux(selinux);
    }
}

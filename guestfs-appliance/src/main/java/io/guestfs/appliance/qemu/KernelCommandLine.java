package io.guestfs.appliance.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the appliance kernel is told. The first program in the appliance reads it, too. */
public final class KernelCommandLine {
    private static final Pattern TERMINAL = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final MachineProfile profile;
    private final int memsizeMb;
    private long loopsPerJiffy;
    private @Nullable String rootUuid;
    private boolean selinux;
    private boolean verbose;
    private boolean network;
    private String terminal = "";
    private String identifier = "";
    private @Nullable String append;

    /**
     * Starts a kernel command line.
     *
     * @param profile the architecture
     * @param memsizeMb memory of the appliance in MiB
     */
    public KernelCommandLine(MachineProfile profile, int memsizeMb) {
        this.profile = profile;
        this.memsizeMb = memsizeMb;
    }

    /**
     * Spares the kernel measuring how fast the processor is.
     *
     * @param value what the kernel of this host measured; 0 for not known
     * @return this
     */
    public KernelCommandLine loopsPerJiffy(long value) {
        this.loopsPerJiffy = value;
        return this;
    }

    /**
     * Names the root file system.
     *
     * @param uuid its UUID; null if the initrd is all there is
     * @return this
     */
    public KernelCommandLine rootUuid(@Nullable String uuid) {
        this.rootUuid = uuid;
        return this;
    }

    /**
     * Turns things on or off.
     *
     * @param withSelinux true for SELinux
     * @param talkative true for a talkative kernel and daemon
     * @param withNetwork true for a network
     * @return this
     */
    public KernelCommandLine switches(boolean withSelinux, boolean talkative, boolean withNetwork) {
        this.selinux = withSelinux;
        this.verbose = talkative;
        this.network = withNetwork;
        return this;
    }

    /**
     * Names the terminal of the user.
     *
     * @param term value of TERM; anything odd is replaced by {@code linux}
     * @return this
     */
    public KernelCommandLine terminal(@Nullable String term) {
        this.terminal = term == null ? "" : term;
        return this;
    }

    /**
     * Names the handle.
     *
     * @param name the name; empty for none
     * @return this
     */
    public KernelCommandLine identifier(String name) {
        this.identifier = name;
        return this;
    }

    /**
     * Adds the words of the user, which come last because readers inside the appliance see only the first thousand bytes.
     *
     * @param words the words; null for none
     * @return this
     */
    public KernelCommandLine append(@Nullable String words) {
        this.append = words;
        return this;
    }

    /**
     * All words in one line.
     *
     * @return the text for {@code -append}
     */
    public String text() {
        List<String> words = new ArrayList<>();
        words.add("panic=1");
        addMachineWords(words);
        words.addAll(List.of("edd=off", "udevtimeout=6000", "udev.event-timeout=6000", "no_timer_check"));
        if (loopsPerJiffy > 0) {
            words.add("lpj=" + loopsPerJiffy);
        }
        words.addAll(List.of(
                "printk.time=1",
                "cgroup_disable=memory",
                "usbcore.nousb",
                "cryptomgr.notests",
                "tsc=reliable",
                "8250.nr_uarts=1"));
        if (rootUuid != null) {
            words.add("root=UUID=" + rootUuid);
        }
        addHandleWords(words);
        return String.join(" ", words);
    }

    private void addMachineWords(List<String> words) {
        if (profile == MachineProfile.ARM) {
            words.add("mem=" + memsizeMb + "M");
        }
        if (profile == MachineProfile.I386) {
            words.add("noapic");
        }
        words.add(profile.consoleWords());
        if (profile == MachineProfile.AARCH64) {
            words.addAll(List.of("earlyprintk=pl011,0x9000000", "ignore_loglevel", "efi-rtc=noprobe"));
        }
    }

    private void addHandleWords(List<String> words) {
        words.add(selinux ? "selinux=1 enforcing=0" : "selinux=0");
        words.add(verbose ? "guestfs_verbose=1" : "quiet");
        if (network) {
            words.add("guestfs_network=1");
        }
        words.add("TERM=" + (TERMINAL.matcher(terminal).matches() ? terminal : "linux"));
        if (!identifier.isEmpty()) {
            words.add("guestfs_identifier=" + identifier);
        }
        if (append != null && !append.isEmpty()) {
            words.add(append);
        }
    }
}

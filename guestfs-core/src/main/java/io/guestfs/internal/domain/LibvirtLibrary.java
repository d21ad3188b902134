package io.guestfs.internal.domain;

import io.guestfs.appliance.libvirt.LibvirtFailure;
import io.guestfs.error.NotSupportedException;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The way to libvirt, which may not be there. This class names no class of the binding, so it can be loaded, and can tell
 * what is missing.
 */
final class LibvirtLibrary {

    private static final String BINDING = "org.libvirt.Connect";
    private static final String JNA = "com.sun.jna.Native";

    private LibvirtLibrary() {}

    /**
     * Runs what needs the binding, its JNA and libvirt's own library.
     *
     * @param call the call that needs it
     * @param work what is to be done
     * @return its result
     */
    static <R> R use(String call, Supplier<R> work) {
        readBinding();
        try {
            return work.get();
        } catch (LinkageError e) {
            throw new NotSupportedException(call, missing(e));
        }
    }

    /** What may fail because libvirt says no. */
    interface Work<R> {
        R run() throws LibvirtFailure;
    }

    /** The same for the backend. */
    static <R> R use(Work<R> work) throws LibvirtFailure {
        readBinding();
        try {
            return work.run();
        } catch (LinkageError e) {
            throw new LibvirtFailure(missing(e), "Or use the backend \"direct\", which does without libvirt.", e);
        }
    }

    /**
     * Lets our module read the binding and its JNA. The jar of the binding has no module name, and a name made from that
     * of a file is none that a published module may require.
     */
    private static void readBinding() {
        for (String type : new String[] {BINDING, JNA}) {
            try {
                LibvirtLibrary.class.getModule().addReads(load(type).getModule());
            } catch (ClassNotFoundException | LinkageError e) {
                return; // the first use of the class says what is missing
            }
        }
    }

    private static Class<?> load(String type) throws ClassNotFoundException {
        return Class.forName(type, false, LibvirtLibrary.class.getClassLoader());
    }

    private static String missing(LinkageError e) {
        if (!present(BINDING)) {
            return "libvirt's Java binding is not there: add org.libvirt:libvirt and net.java.dev.jna:jna to the"
                    + " program";
        }
        if (!present(JNA)) {
            return "JNA, which libvirt's Java binding needs, is not there: add net.java.dev.jna:jna to the program";
        }
        return "libvirt's own library can't be loaded, install it (Debian: libvirt0, Fedora: libvirt-libs): "
                + String.valueOf(e.getMessage()).lines().limit(2).reduce("", LibvirtLibrary::joined);
    }

    private static String joined(String first, String next) {
        return String.format(Locale.ROOT, "%s%s%s", first, first.isEmpty() ? "" : " ", next.strip());
    }

    private static boolean present(String type) {
        try {
            load(type);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // that is the answer
        }
    }
}

package io.guestfs.protocol.description;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param origin where it is described
 * @param name its name, as the daemon and the traces spell it
 * @param home {@link #DAEMON}, {@link #UNPORTED} or the name of the Java class that answers it
 * @param since version of the C library that brought it
 * @param visibility whom it is meant for
 * @param cName name of the C function without its prefix
 * @param aliases further names in Java
 * @param params required parameters in order
 * @param options optional arguments in order; the position is the bit that says "given"
 * @param returns the result
 * @param flags what it may do or demands
 * @param group optional feature group it needs, or null
 * @param deprecated the call to use instead, or {@link #NO_REPLACEMENT}, or null when it is not deprecated
 * @param text what is written about it
 */
public record CallSpec(
        Origin origin,
        String name,
        String home,
        String since,
        Visibility visibility,
        String cName,
        List<String> aliases,
        List<ParamSpec> params,
        List<OptionSpec> options,
        ReturnSpec returns,
        Set<CallFlag> flags,
        @Nullable String group,
        @Nullable String deprecated,
        CallText text) {

    /** Home of the calls that travel to the appliance. */
    public static final String DAEMON = "daemon";

    /** Home of the calls that the library does not offer. */
    public static final String UNPORTED = "unported";

    /** What stands in place of a successor when a deprecated call has none. */
    public static final String NO_REPLACEMENT = "no replacement";

    /**
     * Tells whether the call travels to the appliance.
     *
     * @return true if it does
     */
    public boolean isDaemon() {
        return home.equals(DAEMON);
    }

    /**
     * Tells whether the library offers the call at all.
     *
     * @return true if Java code is generated for it
     */
    public boolean isPorted() {
        return !home.equals(UNPORTED);
    }

    /**
     * Tells whether the library itself answers the call.
     *
     * @return true if it has a home in Java
     */
    public boolean isLibrary() {
        return isPorted() && !isDaemon();
    }

    /**
     * Tells whether users can make the call.
     *
     * @return true if it is a method of a public interface
     */
    public boolean isPublicApi() {
        return isPorted() && visibility != Visibility.INTERNAL;
    }
}

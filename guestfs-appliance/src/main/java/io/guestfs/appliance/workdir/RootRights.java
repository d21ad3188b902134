package io.guestfs.appliance.workdir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/** Whether this process may give programs that it starts less rights than it has itself. */
public final class RootRights {
    /** Whom they become. */
    public static final String NOBODY = "nobody";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path USER_IDS = Path.of("/proc/self/uid_map");
    private static final Path USERS = Path.of("/etc/passwd");
    private static final String CAPABILITIES = "CapEff:";
    /** CAP_SETGID, CAP_SETUID, CAP_SYS_CHROOT. */
    private static final int[] NEEDED = {6, 7, 18};
    /** All user ids, which is what the map of a system without user namespaces holds. */
    private static final String ALL_IDS = "4294967295";

    private RootRights() {}

    /**
     * Tells whether a child of this process can become {@link #NOBODY} in another root directory.
     *
     * @return false also if that can't be told
     */
    public static boolean there() {
        try {
            return Owner.effectiveUserId() == 0
                    && hasCapabilities(Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1))
                    && Files.readString(USER_IDS, StandardCharsets.ISO_8859_1).contains(ALL_IDS)
                    && Files.readString(USERS, StandardCharsets.ISO_8859_1).contains("\n" + NOBODY + ":");
        } catch (IOException e) {
            // Not a system on which this can be told; programs keep the user.
            return false;
        }
    }

    private static boolean hasCapabilities(List<String> status) {
        for (String line : status) {
            if (line.startsWith(CAPABILITIES)) {
                BigInteger set =
                        new BigInteger(line.substring(CAPABILITIES.length()).strip(), 16);
                return IntStream.of(NEEDED).allMatch(set::testBit);
            }
        }
        return false;
    }

    /**
     * The group of {@link #NOBODY}, whose name differs from system to system.
     *
     * @return its number
     */
    public static long groupOfNobody() {
        Passwd entry = POSIXFactory.getNativePOSIX().getpwnam(NOBODY);
        return entry.getGID() & 0xffffffffL;
    }
}

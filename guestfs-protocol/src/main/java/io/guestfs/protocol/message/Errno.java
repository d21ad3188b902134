package io.guestfs.protocol.message;

import java.util.HashMap;
import java.util.Map;

/**
 * Names of errors as the daemon spells them, and their numbers. The numbers are those of Linux on x86 and ARM,
 * whatever system this code runs on: both sides of a conversation must mean the same.
 */
public final class Errno {
    /** Number of {@code EINTR}. */
    public static final int EINTR = 4;

    /** Number of {@code EINVAL}. */
    public static final int EINVAL = 22;

    /** Number of {@code EPIPE}. */
    public static final int EPIPE = 32;

    // Word n is the name of error n; "-" where there is none. Spelled as the daemon spells them.
    private static final String TABLE = "- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF"
            + " ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV"
            + " ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE"
            + " EROFS EMLINK EPIPE EDOM ERANGE EDEADLOCK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY"
            + " ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH"
            + " ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT"
            + " ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT"
            + " ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC"
            + " ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ"
            + " EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT ENOTSUP"
            + " EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL"
            + " ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS"
            + " ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL"
            + " EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED"
            + " EOWNERDEAD ENOTRECOVERABLE ERFKILL";

    private static final String[] NAMES = TABLE.split(" ");

    private static final Map<String, Integer> NUMBERS = numbers();

    private Errno() {}

    /**
     * Looks a name up.
     *
     * @param name such as {@code ENOENT}
     * @return its number; 0 for the empty name, {@link #EINVAL} for one that is unknown
     */
    public static int number(String name) {
        return name.isEmpty() ? 0 : NUMBERS.getOrDefault(name, EINVAL);
    }

    /**
     * Looks a number up.
     *
     * @param number such as 2
     * @return its name; empty for 0, {@code EINVAL} for a number that has no name
     */
    public static String name(int number) {
        if (number == 0) {
            return "";
        }
        boolean known = number > 0 && number < NAMES.length && !NAMES[number].equals("-");
        return known ? NAMES[number] : NAMES[EINVAL];
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 1; i < NAMES.length; i++) {
            if (!NAMES[i].equals("-")) {
                numbers.put(NAMES[i], i);
            }
        }
        numbers.put("EDEADLK", numbers.get("EDEADLOCK"));
        numbers.put("EOPNOTSUPP", numbers.get("ENOTSUP"));
        numbers.put("EWOULDBLOCK", numbers.get("EAGAIN"));
        return Map.copyOf(numbers);
    }
}

package io.guestfs.internal.doctor;

import com.kenai.jffi.Type;
import io.guestfs.diagnosis.Area;
import io.guestfs.diagnosis.Finding;
import io.guestfs.diagnosis.Severity;
import java.lang.reflect.InvocationTargetException;

/**
 * Whether the JVM lets jffi, the native layer under the Unix sockets, load.
 *
 * @param verdict what the JVM does
 * @param option what {@code java} has to be given
 */
public record NativeAccess(Verdict verdict, String option) {

    /** What a JVM does about native access. */
    public enum Verdict {
        /** Nothing: it was told of it, or it is one that does not ask. */
        GIVEN,
        /** It writes a warning to the error stream. */
        WARNS,
        /** It throws. */
        REFUSED
    }

    /**
     * Looks. To be called before anything has loaded the native layer: a JVM that has warned once takes the access as given from
     * then on.
     */
    public static NativeAccess look() {
        Module module = Type.class.getModule();
        String option = "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
        if (enabled(module)) {
            return new NativeAccess(Verdict.GIVEN, option);
        }
        try {
            Type.POINTER.size();
        } catch (LinkageError e) {
            // Refused, which shows below, or there is no library for this processor, which whoever needs it will say.
        }
        return new NativeAccess(enabled(module) ? Verdict.WARNS : Verdict.REFUSED, option);
    }

    /** Asks a method that JDK 17 does not have. */
    private static boolean enabled(Module module) {
        try {
            return Boolean.TRUE.equals(
                    Module.class.getMethod("isNativeAccessEnabled").invoke(module));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Tells whether no handle can work in this JVM. */
    public boolean refused() {
        return verdict == Verdict.REFUSED;
    }

    /** Why no handle can work. */
    public Finding fault() {
        return new Finding(
                Area.JAVA,
                Severity.FAULT,
                "This JVM refuses native access, without which there are no Unix sockets to the appliance.",
                remedy());
    }

    /** The command line that gives the access. */
    String remedy() {
        return "java " + option + " …";
    }
}

package io.guestfs.internal.doctor;

import io.guestfs.diagnosis.Area;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JVM: how it encodes file names, and whether its Unix socket library may load. */
final class JavaCheck implements Check {

    private static final int ASKS_FOR_NATIVE_ACCESS = 24;
    /** Part of jffi, the native layer under the Unix sockets. */
    private static final String NATIVE_CLASS = "com.kenai.jffi.Foreign";

    @Override
    public Area area() {
        return Area.JAVA;
    }

    @Override
    public void look(Host host, Report report) {
        String encoding = host.property().apply("sun.jnu.encoding");
        if (encoding != null && !encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
            report.warning(
                    "This JVM encodes names of files as " + encoding + ", so files of the host whose names hold other"
                            + " letters cannot be opened.",
                    "export LC_ALL=C.UTF-8");
        }
        if (feature(host) >= ASKS_FOR_NATIVE_ACCESS && !nativeAccess()) {
            report.note(
                    "This JVM warns of native access, and a later one will refuse it.",
                    "java --enable-native-access=ALL-UNNAMED …");
        }
        report.ok(host.property().apply("java.vm.name") + " " + host.property().apply("java.vm.version") + " in "
                + host.property().apply("java.home"));
    }

    private static int feature(Host host) {
        String version = host.property().apply("java.specification.version");
        return version == null || !version.matches("[0-9]{1,4}") ? 0 : Integer.parseInt(version);
    }

    /** Asks a method that JDK 17 does not have. */
    private static boolean nativeAccess() {
        try {
            Class<?> user = Class.forName(NATIVE_CLASS, false, JavaCheck.class.getClassLoader());
            return Boolean.TRUE.equals(
                    Module.class.getMethod("isNativeAccessEnabled").invoke(module(user)));
        } catch (NoSuchMethodException | ClassNotFoundException | LinkageError e) {
            // A JVM that does not ask, or a transport without native code.
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static @Nullable Module module(Class<?> user) {
        return user.getModule();
    }
}

package io.guestfs.internal.mountlocal;

import io.guestfs.internal.mountlocal.libfuse.FileSystemOperations;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes a line for each operation before it is done. */
final class LoggedOperations {

    private LoggedOperations() {}

    static FileSystemOperations of(FileSystemOperations operations, String directory, Consumer<String> log) {
        return (FileSystemOperations) Proxy.newProxyInstance(
                LoggedOperations.class.getClassLoader(),
                new Class<?>[] {FileSystemOperations.class},
                (proxy, method, arguments) -> {
                    log.accept(directory + ": mount_local_" + method.getName() + " " + text(arguments));
                    try {
                        return method.invoke(operations, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static String text(Object[] arguments) {
        return Arrays.stream(arguments).map(LoggedOperations::word).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String word(Object argument) {
        return argument instanceof byte[] content
                ? "<" + content.length + " bytes>"
                : argument instanceof String text ? "\"" + text + "\"" : String.valueOf(argument);
    }
}

package io.guestfs;

import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.ApiReader;
import io.guestfs.protocol.description.CallSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The API description that the library is generated from, for the tests that go through all of it. */
public final class Description {

    /** The description, read once. */
    public static final ApiDescription API = read();

    private Description() {}

    private static ApiDescription read() {
        try {
            return ApiReader.read(sources("guestfs-protocol/generator/src/main/resources/api"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of the project, wherever the tests are started. */
    static Path sources(String folder) {
        return Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .normalize()
                .resolveSibling(folder);
    }

    /** The number of a call on the wire. */
    static int procedure(String name) {
        return API.procedures().stream()
                .filter(procedure -> procedure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no procedure " + name))
                .number();
    }

    /** A call by its name on the wire. */
    static CallSpec call(String name) {
        return API.calls().stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no call " + name));
    }

    /** The calls that the daemon answers. */
    static Stream<CallSpec> daemonCalls() {
        return API.calls().stream().filter(CallSpec::isDaemon);
    }

    /** The name of the codec class that has a call. */
    static String codecOf(CallSpec call) {
        return API.families().stream()
                .filter(family -> family.calls().contains(call))
                .findFirst()
                .map(family -> family.name())
                .orElseThrow();
    }

    /** The calls that are answered on our side. */
    static List<CallSpec> libraryCalls() {
        return API.calls().stream().filter(CallSpec::isLibrary).toList();
    }
}

package io.guestfs.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes a database of rpm that holds tiny packages, with the programs of rpm on this host. */
final class RpmDatabase {

    private RpmDatabase() {}

    /** Skips the test where rpm is not installed. */
    static void assumeRpm() {
        assumeTrue(RealHandle.onPath("rpmbuild"), "rpm is not installed: run guestfs-appliance/host-setup");
    }

    /**
     * Makes one.
     *
     * @param directory for all that is needed on the way
     * @param specs what describes the packages, each the text of a spec file
     * @return the directory of the database
     */
    static Path make(Path directory, List<String> specs) throws IOException {
        Path database = directory.resolve("rpm");
        HostFileSystem.run(List.of("rpm", "--dbpath", database.toString(), "--initdb"));
        List<String> install =
                new ArrayList<>(List.of("rpm", "--dbpath", database.toString(), "--justdb", "--nodeps", "-i"));
        Path top = directory.resolve("top");
        for (String spec : specs) {
            Path file = directory.resolve("package" + specs.indexOf(spec) + ".spec");
            Files.writeString(file, spec);
            HostFileSystem.run(List.of("rpmbuild", "--quiet", "-bb", "--define", "_topdir " + top, file.toString()));
        }
        try (Stream<Path> packages = Files.walk(top.resolve("RPMS"))) {
            packages.filter(file -> file.toString().endsWith(".rpm")).forEach(file -> install.add(file.toString()));
        }
        HostFileSystem.run(install);
        return database;
    }
}

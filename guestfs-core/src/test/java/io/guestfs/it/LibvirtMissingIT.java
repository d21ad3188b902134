package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.childjvm.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** libvirt is optional: without it, only the calls that need it fail, and they say what is missing. */
class LibvirtMissingIT {

    @Test
    void withoutTheBinding() throws IOException {
        assertThat(said(List.of("/libvirt-", "/jna-")))
                .containsExactly(expected("org.libvirt:libvirt"), expected("org.libvirt:libvirt"), "drives: 1");
    }

    @Test
    void withoutJna() throws IOException {
        assertThat(said(List.of("/jna-")))
                .containsExactly(
                        "ENOTSUP add_domain: JNA, which libvirt's Java binding needs, is not there: add"
                                + " net.java.dev.jna:jna to the program",
                        "ENOTSUP add_domain: JNA, which libvirt's Java binding needs, is not there: add"
                                + " net.java.dev.jna:jna to the program",
                        "drives: 1");
    }

    @Test
    void withoutTheLibraryOfLibvirt() throws IOException {
        List<String> said = said(List.of(), "-Djna.platform.library.path=/not/there", "-Djna.library.path=/not/there");
        assumeTrue(said.size() == 3, "libvirt is found here wherever it is looked for");

        assertThat(said.subList(0, 2)).allMatch(line -> line.startsWith("ENOTSUP add_domain: libvirt's own library"));
        assertThat(said.get(2)).isEqualTo("drives: 1");
    }

    private static String expected(String artifact) {
        return "ENOTSUP add_domain: libvirt's Java binding is not there: add " + artifact
                + " and net.java.dev.jna:jna to the program";
    }

    private static List<String> said(List<String> without, String... jvmOptions) throws IOException {
        ProcessBuilder child = ChildJvm.of(WithoutLibvirtMain.class, jvmOptions);
        List<String> command = new ArrayList<>(child.command());
        int classPath = command.indexOf("-cp") + 1;
        command.set(
                classPath,
                Arrays.stream(command.get(classPath).split(File.pathSeparator, -1))
                        .filter(jar -> without.stream().noneMatch(jar::contains))
                        .collect(Collectors.joining(File.pathSeparator)));
        Process process = child.command(command).start();
        List<String> said = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        process.onExit().join();
        return said;
    }
}

package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins to libvirt's test driver, which asks for a name and a password where its file says so. */
class LibvirtLoginIT {

    private static final String PASSWORD = "p\u00e4ssword";

    @TempDir
    Path dir;

    private final GuestFS g = RealHandle.open();
    private final List<String> seen = new ArrayList<>();
    private String uri = "";

    @BeforeAll
    static void assumeLibvirt() {
        LibvirtHost.assumeInstalled();
    }

    @BeforeEach
    void makeHost() throws IOException {
        Path image = Files.write(dir.resolve("image"), new byte[4096]);
        uri = new TestDomains()
                .user("bilbo", PASSWORD)
                .shutOff("guest", TestDomains.disk(image, "raw", ""))
                .write(dir.resolve("host.xml"));
    }

    @AfterEach
    void close() {
        g.close();
    }

    private void answer(String user, String password) {
        g.setLibvirtSupportedCredentials(List.of("authname", "passphrase"));
        g.setEventCallback(
                event -> {
                    seen.add(((Event.Message) event).text());
                    List<String> kinds = g.getLibvirtRequestedCredentials();
                    for (int i = 0; i < kinds.size(); i++) {
                        seen.add(kinds.get(i) + ": " + g.getLibvirtRequestedCredentialPrompt(i));
                        String answer = kinds.get(i).equals("authname") ? user : password;
                        g.setLibvirtRequestedCredential(i, answer.getBytes(UTF_8));
                    }
                },
                EnumSet.of(EventKind.LIBVIRT_AUTH));
    }

    @Test
    void theProgramIsAskedAndItsAnswersOpenTheConnection() {
        answer("bilbo", PASSWORD);

        assertThat(g.addDomain("guest", o -> o.libvirturi(uri))).isEqualTo(1);

        // libvirt asks one thing after the other, and the event comes for each.
        assertThat(seen).contains(uri).anyMatch(line -> line.startsWith("authname: ") && line.contains("localhost"));
        assertThat(seen).anyMatch(line -> line.startsWith("passphrase: ") && line.contains("bilbo"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        answer("bilbo", "frodo");

        assertThatThrownBy(() -> g.addDomain("guest", o -> o.libvirturi(uri)))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining(uri)
                .hasMessageContaining("authentication failed");
    }

    @Test
    void withoutAnAnswerTheLoginFails() {
        g.setLibvirtSupportedCredentials(List.of("authname", "passphrase"));
        g.setEventCallback(event -> seen.add("asked"), EnumSet.of(EventKind.LIBVIRT_AUTH));

        assertThatThrownBy(() -> g.addDomain("guest", o -> o.libvirturi(uri))).isInstanceOf(GuestFSException.class);
        assertThat(seen).isNotEmpty();
    }

    @Test
    void withoutAnybodyToAskTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> g.addDomain("guest", o -> o.libvirturi(uri)))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("set_libvirt_supported_credentials");
    }

    @Test
    void passwordsAreNotTraced() {
        List<String> trace = new ArrayList<>();
        g.setEventCallback(event -> trace.add(((Event.Message) event).text()), EnumSet.of(EventKind.TRACE));
        answer("bilbo", "secret-word");

        assertThatThrownBy(() -> g.addDomain("guest", o -> o.libvirturi(uri))).isInstanceOf(GuestFSException.class);

        assertThat(trace)
                .anyMatch(line -> line.startsWith("set_libvirt_requested_credential 0 \"***\""))
                .noneMatch(line -> line.contains("secret-word"));
    }

    /** libvirt frees what it is answered: whoever frees it as well ends the JVM, though perhaps not at the first time. */
    @Test
    void answersAreFreedOnce() {
        answer("bilbo", PASSWORD);
        for (int i = 0; i < 50; i++) {
            assertThat(g.addDomain("guest", o -> o.libvirturi(uri))).isEqualTo(1);
        }
        System.gc();
        assertThat(g.debugDrives()).hasSize(50);
    }
}

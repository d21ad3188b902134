package io.guestfs.appliance.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.report.ApplianceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkDriveTest {
    private static Drive drive(
            String protocol, String name, @Nullable String username, @Nullable String secret, String... servers)
            throws ApplianceException {
        List<DriveServer> where = new ArrayList<>();
        for (String server : servers) {
            where.add(DriveServer.parse(server));
        }
        return Drive.network(new DriveSource.Network(NetworkProtocol.parse(protocol), name, where, username, secret))
                .readonly(true)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "h, h",
        "h:1, h:1",
        "tcp:h:65535, h:65535",
        "[::1]:3260, [::1]:3260",
        "[fe80::1], [fe80::1]",
        "fe80::1, [fe80::1]",
        "a-b.example, a-b.example",
        "'unix:/a b,c:1', 'unix:/a b,c:1'"
    })
    void serversAreRead(String text, String expected) throws Exception {
        assertThat(DriveServer.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "unix:", "h:0", "h:65536", "h:x", "h:", "a_b", "a b", "h,x", "-\u00e9", "tcp:", "[]", "[::1]:"
            })
    void serversThatMeanNothingAreRefused(String text) {
        assertThatThrownBy(() -> DriveServer.parse(text))
                .isInstanceOfSatisfying(
                        ApplianceException.class, e -> assertThat(e.errnoName()).isEqualTo("EINVAL"))
                .hasMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "nbd, '', ''",
        "nbd, x, 'a b'",
        "nbd, '', unix:",
        "http, x, h",
        "http, '', h",
        "http, /x, unix:/s",
        "ftp, x, h",
        "ssh, x, h",
        "ssh, /x, unix:/s",
        "iscsi, '', h",
        "iscsi, /x, h",
        "iscsi, x, unix:/s",
        "rbd, '', h:1",
        "rbd, /x, h:1",
        "rbd, x, h",
        "gluster, vol, h",
        "gluster, /vol/x, h",
        "sheepdog, x, h",
        "nonsense, x, h"
    })
    void whatAProtocolDoesNotKnowIsRefused(String protocol, String name, String server) {
        assertThatThrownBy(() ->
                        drive(protocol, name, null, null, server.isEmpty() ? new String[0] : new String[] {server}))
                .isInstanceOfSatisfying(
                        ApplianceException.class, e -> assertThat(e.errnoName()).isEqualTo("EINVAL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbd", "gluster", "sheepdog"})
    void someProtocolsHaveNoLogin(String protocol) {
        String name = "vol/x";
        assertThatThrownBy(() -> drive(protocol, name, "me", null, "h:1")).hasMessageContaining("username");
        assertThatThrownBy(() -> drive(protocol, name, null, "pw", "h:1"))
                .hasMessageContaining("secret")
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "ftp", "ftps", "tftp"})
    void webServersAreNotWritten(String protocol) throws Exception {
        Drive readonly = drive(protocol, "/x", null, null, "h");
        assertThatThrownBy(() ->
                        Drive.network((DriveSource.Network) readonly.source()).build())
                .hasMessageContaining("can only be read");
    }

    @Test
    void oneServerIsOneServer() {
        assertThatThrownBy(() -> drive("nbd", "", null, null, "a", "b")).hasMessageContaining("exactly one server");
    }

    @Test
    void passwordsGoWithUsers() {
        assertThatThrownBy(() -> drive("http", "/x", null, "pw", "h")).hasMessageContaining("username");
        assertThatThrownBy(() -> drive("ssh", "/x", "", null, "h")).hasMessageContaining("empty username");
        assertThatThrownBy(() -> drive("rbd", "p/x", "me", "no base64!")).hasMessageContaining("base64");
        assertThatThrownBy(() -> drive("ssh", "/x", "me", "pw", "h"))
                .isInstanceOfSatisfying(
                        ApplianceException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOTSUP"))
                .hasMessageContaining("no passwords for ssh");
    }

    @Test
    void nothingShowsASecret() throws Exception {
        Drive drive = drive("iscsi", "iqn.x", "me", "hidden", "h");
        assertThat(drive.toString()).contains("iqn.x").doesNotContain("hidden");
        assertThat(drive.describe()).isEqualTo("iqn.x readonly protocol=iscsi");
        assertThat(NetworkNodes.of(
                                (DriveSource.Network) drive.source(),
                                new DriveSecret("secret1", java.nio.file.Path.of("/s"), false))
                        .fileName())
                .doesNotContain("hidden");
    }
}

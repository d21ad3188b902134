package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks of domains whose passwords a real libvirtd keeps. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtSecretsIT {

    private static final String USER = "somebody";
    private static final String PASSWORD = "geheim \u00fc";
    private static final String UUID = "5c0f7a0e-1f0c-4d6e-9a55-0c0a9b0f0001";

    @TempDir
    Path dir;

    private String domain(String name, int port, String reference) {
        return """
                <domain type='qemu'>
                  <name>%s</name>
                  <memory>131072</memory>
                  <os><type>hvm</type></os>
                  <devices>
                    <disk type='network' device='disk'>
                      <driver name='qemu' type='raw'/>
                      <source protocol='ftp' name='/disk.img'>
                        <host name='127.0.0.1' port='%d'/>
                        <auth username='%s'><secret type='iscsi' %s/></auth>
                      </source>
                      <target dev='sda' bus='scsi'/>
                      <readonly/>
                    </disk>
                  </devices>
                </domain>
                """.formatted(name, port, USER, reference);
    }

    private void define(PrivateLibvirtd libvirtd, String command, String xml) throws IOException {
        Path file = Files.createTempFile(dir, "define", ".xml");
        Files.writeString(file, xml, UTF_8);
        assertThat(libvirtd.virsh(command, file.toString())).matches(answer -> answer.status() == 0);
    }

    @Test
    void theServerAcceptsThePasswordThatLibvirtKeeps() throws Exception {
        LibvirtHost.assumeInstalled();
        RealHandle.assumeHostIsReady();
        try (PrivateLibvirtd libvirtd = PrivateLibvirtd.start();
                LocalServers servers = new LocalServers(dir);
                GuestFS g = RealHandle.open()) {
            Files.write(dir.resolve("disk.img"), new byte[1 << 20]);
            int port = servers.ftp(dir, USER, PASSWORD);
            define(
                    libvirtd,
                    "secret-define",
                    "<secret><uuid>" + UUID + "</uuid><usage type='iscsi'><target>my target</target></usage></secret>");
            define(libvirtd, "define", domain("by-uuid", port, "uuid='" + UUID + "'"));
            define(libvirtd, "define", domain("by-usage", port, "usage='my target'"));
            define(libvirtd, "define", domain("unknown", port, "usage='another'"));

            assertThatThrownBy(() -> add(g, libvirtd, "by-uuid"))
                    .as("a secret without a value")
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("secret");
            keep(libvirtd, "wrong");
            assertThatThrownBy(() -> add(g, libvirtd, "by-uuid")).isInstanceOf(GuestFSException.class);
            assertThat(g.debugDrives()).isEmpty();

            keep(libvirtd, PASSWORD);
            assertThat(add(g, libvirtd, "by-uuid")).isEqualTo(1);
            assertThat(add(g, libvirtd, "by-usage")).isEqualTo(1);
            assertThat(g.debugDrives()).hasSize(2).allMatch(line -> line.contains("protocol=ftp"));
            assertThatThrownBy(() -> add(g, libvirtd, "unknown"))
                    .isInstanceOf(GuestFSException.class)
                    .hasMessageContaining("another");
            theBackendLeavesOnlyTheSecretsOfOthers(g, libvirtd);
        }
    }

    /** Its own are gone while the domain still reads with them: a program that is killed from now on leaves none. */
    private static void theBackendLeavesOnlyTheSecretsOfOthers(GuestFS g, PrivateLibvirtd libvirtd) throws IOException {
        g.setBackend(libvirtd.backend());
        g.launch();
        assertThat(libvirtd.virsh("secret-list").lines())
                .singleElement()
                .asString()
                .contains(UUID);
        assertThat(libvirtd.virsh("dumpxml", libvirtd.domains().get(0)).lines())
                .filteredOn(line -> line.contains("<secret "))
                .as("secrets that the domain was started with")
                .hasSize(2);
        for (String device : g.listDevices()) {
            assertThat(g.preadDevice(device, 512, 512 << 10)).isEqualTo(new byte[512]);
        }
        g.shutdown();
        assertThat(libvirtd.virsh("secret-list").lines())
                .singleElement()
                .asString()
                .contains(UUID);
    }

    private static int add(GuestFS g, PrivateLibvirtd libvirtd, String domain) {
        return g.addDomain(domain, o -> o.libvirturi(libvirtd.uri()).readonly(true));
    }

    private static void keep(PrivateLibvirtd libvirtd, String value) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(value.getBytes(UTF_8));
        assertThat(libvirtd.virsh("secret-set-value", UUID, "--base64", base64).status())
                .isZero();
    }
}

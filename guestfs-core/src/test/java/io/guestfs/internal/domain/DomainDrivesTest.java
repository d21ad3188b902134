package io.guestfs.internal.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.domain.DomainDisk.File;
import io.guestfs.internal.domain.DomainDisk.Network;
import io.guestfs.internal.domain.DomainDisk.SecretReference;
import io.guestfs.internal.domain.DomainDisk.Volume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainDrivesTest {

    /** Knows one secret and one volume. */
    private static final DomainKeeper KEEPER = new DomainKeeper() {
        @Override
        public boolean shutOff() {
            return true;
        }

        @Override
        public String name() {
            return "d";
        }

        @Override
        public String definition() {
            return "<domain/>";
        }

        @Override
        public byte[] secret(SecretReference secret) {
            return "k\u00e9y".getBytes(UTF_8);
        }

        @Override
        public String path(Volume volume) {
            return "/pools/" + volume.pool() + "/" + volume.volume();
        }
    };

    private static Map<String, Object> added(DomainDisk disk, Map<String, Object> given) {
        return DomainDrives.of(List.of(disk), DiskWishes.of("add_domain", given), KEEPER)
                .get(0)
                .options()
                .given();
    }

    private static DomainDisk file(boolean readonly) {
        return new DomainDisk(new File("/a"), null, readonly, 0);
    }

    /** The table of the C library; a dash means that the disk is left out, an E that the call fails. */
    @ParameterizedTest
    @CsvSource({
        "error, true, true", "error, false, E", "read, true, true", "read, false, true",
        "write, true, true", "write, false, false", "ignore, true, -", "ignore, false, -",
    })
    void disksThatAreMarkedReadOnly(String policy, boolean readonly, String result) {
        DiskWishes wishes = DiskWishes.of("add_domain", Map.of("readonlydisk", policy, "readonly", readonly));
        List<DomainDisk> disks = List.of(file(true));

        switch (result) {
            case "E" ->
                assertThatThrownBy(() -> DomainDrives.of(disks, wishes, KEEPER))
                        .isInstanceOf(InvalidArgumentException.class)
                        .hasMessageContaining("/a")
                        .hasMessageContaining("readonlydisk");
            case "-" -> assertThat(DomainDrives.of(disks, wishes, KEEPER)).isEmpty();
            default ->
                assertThat(DomainDrives.of(disks, wishes, KEEPER)
                                .get(0)
                                .options()
                                .given())
                        .containsEntry("readonly", Boolean.valueOf(result));
        }
    }

    @ParameterizedTest
    @CsvSource({"error", "read", "write", "ignore"})
    void otherDisksAreAsTheCallerWants(String policy) {
        assertThat(added(file(false), Map.of("readonlydisk", policy))).containsEntry("readonly", false);
        assertThat(added(file(false), Map.of("readonlydisk", policy, "readonly", true)))
                .containsEntry("readonly", true);
    }

    @Test
    void anUnknownPolicyIsRefused() {
        assertThatThrownBy(() -> DiskWishes.of("add_domain", Map.of("readonlydisk", "maybe")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("maybe");
    }

    @Test
    void readonlyIsAlwaysSaidAndTheRestOnlyWhenKnown() {
        assertThat(added(file(false), Map.of())).containsOnlyKeys("readonly");
        assertThat(added(
                        new DomainDisk(new File("/a"), "qcow2", false, 512),
                        Map.of("cachemode", "unsafe", "discard", "besteffort", "copyonread", true, "iface", "ide")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "readonly",
                        false,
                        "format",
                        "qcow2",
                        "blocksize",
                        512,
                        "cachemode",
                        "unsafe",
                        "discard",
                        "besteffort",
                        "copyonread",
                        true));
    }

    @Test
    void aVolumeIsAddedByItsPath() {
        assertThat(DomainDrives.of(
                                List.of(new DomainDisk(new Volume("p", "v"), "raw", false, 0)),
                                DiskWishes.of("add_domain", Map.of()),
                                KEEPER)
                        .get(0)
                        .filename())
                .isEqualTo("/pools/p/v");
    }

    @ParameterizedTest
    @CsvSource({"ceph, a8OpeQ==", "iscsi, k\u00e9y", "'', k\u00e9y"})
    void aNetworkDiskTakesItsLoginAlong(String type, String secret) {
        Map<String, Object> options = added(
                new DomainDisk(
                        new Network("rbd", "p/i", List.of("h:1"), "admin", new SecretReference(type, "U", null)),
                        "raw",
                        false,
                        0),
                Map.of());

        assertThat(options)
                .containsEntry("protocol", "rbd")
                .containsEntry("server", List.of("h:1"))
                .containsEntry("username", "admin")
                .containsEntry("secret", secret);
    }

    @Test
    void aNetworkDiskWithoutServerAndLogin() {
        assertThat(added(new DomainDisk(new Network("rbd", "p/i", List.of(), null, null), null, false, 0), Map.of()))
                .containsOnlyKeys("readonly", "protocol");
    }
}

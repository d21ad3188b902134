package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.GuestFS;
import io.guestfs.error.NotSupportedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LUKS containers: keys, opening and closing. */
class EncryptionIT {

    private static final String DISK = "/dev/sda";
    private static final String MAPPED = "/dev/mapper/secret";
    private static final String KEY = "correct horse battery staple";

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(64);

    private GuestFS g;

    @BeforeEach
    void takeTheHandle() {
        g = appliance.g();
    }

    @AfterEach
    void closeTheContainer() {
        g.umountAll();
        if (g.listDmDevices().contains(MAPPED)) {
            g.cryptsetupClose(MAPPED);
        }
        g.wipefs(DISK);
    }

    @Test
    void fileInAContainerIsReadAfterReopening() {
        g.luksFormat(DISK, KEY, 0);
        g.cryptsetupOpen(DISK, KEY, "secret");
        assertThat(g.listDmDevices()).containsExactly(MAPPED);
        g.mkfs("ext2", MAPPED);
        g.mount(MAPPED, "/");
        g.write("/file", "hidden".getBytes(StandardCharsets.UTF_8));
        g.umountAll();
        g.cryptsetupClose(MAPPED);
        assertThat(g.listDmDevices()).isEmpty();

        g.cryptsetupOpen(DISK, KEY, "secret", o -> o.readonly(true).crypttype("luks"));
        g.mountRo(MAPPED, "/");
        assertThat(g.cat("/file")).isEqualTo("hidden");
        assertThat(g.blockdevGetro(MAPPED)).isTrue();
        assertThat(g.vfsType(DISK)).isEqualTo("crypto_LUKS");
        assertThat(g.luksUuid(DISK)).hasSize(36).isEqualTo(g.vfsUuid(DISK));
    }

    @Test
    @SuppressWarnings("deprecation")
    void oldNamesOpenAndCloseToo() {
        g.luksFormatCipher(DISK, KEY, 0, "aes-xts-plain64");
        g.luksOpen(DISK, KEY, "secret");
        assertThat(g.blockdevGetro(MAPPED)).isFalse();
        g.luksClose(MAPPED);

        g.luksOpenRo(DISK, KEY, "secret");
        assertThat(g.blockdevGetro(MAPPED)).isTrue();
        g.luksClose(MAPPED);
        assertThat(g.listDmDevices()).isEmpty();
    }

    @Test
    void secondKeyOpensUntilItsSlotIsKilledAndIsNotShown() {
        g.luksFormat(DISK, KEY, 0);
        g.luksAddKey(DISK, KEY, "s3c0nd", 1);
        g.cryptsetupOpen(DISK, "s3c0nd", "secret");
        g.cryptsetupClose(MAPPED);

        g.luksKillSlot(DISK, KEY, 1);
        assertThat(Refusal.of(() -> g.cryptsetupOpen(DISK, "s3c0nd", "secret")))
                .hasMessageContaining("No key available")
                .hasMessageNotContaining("s3c0nd");
    }

    @Test
    void prefixesOfKeysMeanTheSameOnOldDaemons() {
        g.luksFormat(DISK, "base64:" + Base64.getEncoder().encodeToString(new byte[] {'a', (byte) 0xFF, '\n', 'b'}), 0);
        g.cryptsetupOpen(DISK, "text:a\uDCFF\nb", "secret");
        assertThat(g.listDmDevices()).containsExactly(MAPPED);
    }

    @Test
    void diskThatIsNoContainerIsRefused() {
        assertThat(Refusal.of(() -> g.luksUuid(DISK)).call()).isEqualTo("luks_uuid");
        assertThat(Refusal.of(() -> g.cryptsetupOpen(DISK, KEY, "secret"))).hasMessageContaining("cryptsetup_open");
    }

    @Test
    void networkBoundUnlockingIsNewerThanThisDaemon() {
        assertThat(Refusal.of(() -> g.clevisLuksUnlock(DISK, "secret"))).isInstanceOf(NotSupportedException.class);
    }
}

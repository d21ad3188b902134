package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.IntBool;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Configuration files as trees. */
class AugeasIT {

    /** Loads only the lenses that are asked for: all of them take seconds. */
    private static final int NO_MODULES = 1 << 6;

    private static final int KEEP_A_BACKUP = 1;

    private static final String HOSTS = "127.0.0.1\tlocalhost\n192.168.1.5\tserver web\n";
    private static final String FSTAB = "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 swap swap sw 0 0\n";

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();

    @BeforeEach
    void openTheFiles() {
        g.mkdir(dir + "/etc");
        g.write(dir + "/etc/hosts", HOSTS.getBytes(StandardCharsets.UTF_8));
        g.write(dir + "/etc/fstab", FSTAB.getBytes(StandardCharsets.UTF_8));
        open(NO_MODULES);
    }

    private void open(int flags) {
        g.augInit(dir, flags);
        g.augTransform("Hosts.lns", "/etc/hosts");
        g.augTransform("Fstab.lns", "/etc/fstab");
        g.augLoad();
    }

    @AfterEach
    void closeTheFiles() {
        g.augClose();
    }

    @Test
    void valuesAreRead() {
        assertThat(g.augGet("/files/etc/hosts/2/ipaddr")).isEqualTo("192.168.1.5");
        assertThat(g.augGet("/files/etc/fstab/1/vfstype")).isEqualTo("ext4");
        assertThat(g.augLabel("/files/etc/hosts/2/alias[1]")).isEqualTo("alias");
        assertThatThrownBy(() -> g.augGet("/files/etc/hosts/9/ipaddr")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void nodesAreMatchedAndListed() {
        assertThat(g.augMatch("/files/etc/hosts/*/ipaddr"))
                .containsExactly("/files/etc/hosts/1/ipaddr", "/files/etc/hosts/2/ipaddr");
        assertThat(g.augMatch("/files/etc/hosts/none")).isEmpty();
        assertThat(g.augLs("/files/etc/hosts")).containsExactly("/files/etc/hosts/1", "/files/etc/hosts/2");
        assertThatThrownBy(() -> g.augMatch("/files[")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.augLs("/files/etc/")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void changesReachTheFileWhenSaved() {
        g.augSet("/files/etc/hosts/1/canonical", "renamed");
        g.augSet("/files/etc/hosts/3/ipaddr", "10.0.0.1");
        g.augSet("/files/etc/hosts/3/canonical", "new");
        assertThat(g.cat(dir + "/etc/hosts")).isEqualTo(HOSTS);

        g.augSave();

        assertThat(g.cat(dir + "/etc/hosts")).isEqualTo("127.0.0.1\trenamed\n192.168.1.5\tserver web\n10.0.0.1\tnew\n");
    }

    @Test
    void aBackupIsKeptWhenAskedFor() {
        open(NO_MODULES | KEEP_A_BACKUP);
        g.augSet("/files/etc/hosts/1/canonical", "renamed");
        g.augSave();

        assertThat(g.cat(dir + "/etc/hosts.augsave")).isEqualTo(HOSTS);
    }

    @Test
    void whatDoesNotFitTheFileCanNotBeSaved() {
        g.augSet("/files/etc/hosts/1/nonsense", "value");

        assertThatThrownBy(g::augSave).isInstanceOf(GuestFSException.class);
        assertThat(g.cat(dir + "/etc/hosts")).isEqualTo(HOSTS);
    }

    @Test
    void nodesAreRemovedMovedAndInserted() {
        assertThat(g.augRm("/files/etc/hosts/2"))
                .as("the entry and its three values")
                .isEqualTo(4);
        assertThat(g.augRm("/files/etc/hosts/2")).isZero();

        g.augInsert("/files/etc/hosts/1", "0", true);
        g.augMv("/files/etc/hosts/1", "/files/etc/hosts/0");
        assertThat(g.augLs("/files/etc/hosts")).containsExactly("/files/etc/hosts/0");
        assertThat(g.augGet("/files/etc/hosts/0/canonical")).isEqualTo("localhost");
        assertThatThrownBy(() -> g.augMv("/files/none", "/files/other")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.augInsert("/files/none", "x", false)).isInstanceOf(GuestFSException.class);
    }

    @Test
    void valuesAreClearedAndSetTogether() {
        g.augSet("/augeas/note", "text");
        g.augClear("/augeas/note");
        assertThatThrownBy(() -> g.augGet("/augeas/note")).isInstanceOf(GuestFSException.class);

        assertThat(g.augSetm("/files/etc/fstab/*", "dump", "1")).isEqualTo(2);
        assertThat(g.augGet("/files/etc/fstab/2/dump")).isEqualTo("1");
        assertThat(g.augSetm("/files/etc/fstab/*/passno", null, "2")).isEqualTo(2);
        assertThat(g.augGet("/files/etc/fstab/1/passno")).isEqualTo("2");
    }

    @Test
    void variablesStandForNodes() {
        assertThat(g.augDefvar("all", "/files/etc/hosts/*")).isEqualTo(2);
        assertThat(g.augMatch("$all/ipaddr")).hasSize(2);
        assertThat(g.augDefvar("all", null)).isZero();
        assertThatThrownBy(() -> g.augMatch("$all/ipaddr")).isInstanceOf(GuestFSException.class);

        IntBool made = g.augDefnode("entry", "/files/etc/hosts/3", "");
        assertThat(made).isEqualTo(new IntBool(1, 1));
        assertThat(g.augDefnode("entry", "/files/etc/hosts/1", "")).isEqualTo(new IntBool(1, 0));
        g.augSet("$entry/canonical", "through the variable");
        assertThat(g.augGet("/files/etc/hosts/1/canonical")).isEqualTo("through the variable");
    }

    @Test
    void filesMayBeLeftOutAgain() {
        g.augTransform("Hosts.lns", "/etc/hosts", o -> o.remove(true));
        g.augLoad();

        assertThat(g.augMatch("/files/etc/hosts")).isEmpty();
        assertThat(g.augMatch("/files/etc/fstab")).hasSize(1);
    }

    @Test
    void withoutTheFilesOpenTheCallsFail() {
        g.augClose();

        assertThatThrownBy(() -> g.augGet("/files"))
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("aug-init");
        open(NO_MODULES);
    }

    @Test
    void allLensesAreLoadedWithoutFlags() {
        g.augInit(dir, 0);

        assertThat(g.augGet("/files/etc/fstab/1/spec")).isEqualTo("/dev/sda1");
        assertThat(g.augMatch("/augeas/load/*")).hasSizeGreaterThan(100);
    }
}

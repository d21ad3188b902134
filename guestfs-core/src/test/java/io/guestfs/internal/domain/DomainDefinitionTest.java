package io.guestfs.internal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.internal.domain.DomainDisk.File;
import io.guestfs.internal.domain.DomainDisk.Network;
import io.guestfs.internal.domain.DomainDisk.SecretReference;
import io.guestfs.internal.domain.DomainDisk.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainDefinitionTest {

    private static List<DomainDisk> disks(String disks) throws BadDefinitionException {
        return DomainDefinition.disks("<domain type='kvm'><name>d</name><devices>" + disks + "</devices></domain>");
    }

    private static DomainDisk disk(String disk) throws BadDefinitionException {
        List<DomainDisk> disks = disks(disk);
        assertThat(disks).hasSize(1);
        return disks.get(0);
    }

    private static Network network(String inside) throws BadDefinitionException {
        return (Network)
                disk("<disk type='network' device='disk'>" + inside + "</disk>").source();
    }

    @Test
    void aFile() throws Exception {
        DomainDisk disk = disk("<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/>"
                + "<source file='/images/a &amp; b.qcow2'/><target dev='vda' bus='virtio'/></disk>");

        assertThat(disk).isEqualTo(new DomainDisk(new File("/images/a & b.qcow2"), "qcow2", false, 0));
    }

    @Test
    void aBlockDeviceThatIsReadOnlyAndHasLargeBlocks() throws Exception {
        DomainDisk disk = disk("<disk type='block'><source dev='/dev/vg/lv'/><readonly/>"
                + "<blockio logical_block_size='4096' physical_block_size='4096'/></disk>");

        assertThat(disk).isEqualTo(new DomainDisk(new File("/dev/vg/lv"), null, true, 4096));
    }

    @Test
    void aVolume() throws Exception {
        assertThat(disk("<disk type='volume'><source pool='p' volume='v'/></disk>")
                        .source())
                .isEqualTo(new Volume("p", "v"));
    }

    @Test
    void disksKeepTheirOrderWhateverTheirDevice() throws Exception {
        assertThat(disks("<disk type='file' device='cdrom'><source file='/1'/></disk><controller/>"
                        + "<disk type='block' device='lun'><source dev='/2'/></disk>"
                        + "<disk type='file' device='floppy'><source file='/3'/></disk>"))
                .extracting(DomainDisk::source)
                .containsExactly(new File("/1"), new File("/2"), new File("/3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>",
                "<disk type='file'><source startupPolicy='optional'/></disk>",
                "<disk type='block'><source file='/x'/></disk>",
                "<disk type='network'><source name='n'/></disk>",
                "<disk type='volume'><source pool='p'/></disk>",
                "<disk type='dir'><source dir='/d'/></disk>",
                "<disk type='vhostuser'><source type='unix' path='/s'/></disk>",
                "<disk type='nvme'><source type='pci' namespace='1'/></disk>",
                "<disk><source file='/x'/></disk>",
                "<filesystem type='file'><source file='/x'/></filesystem>",
                "<disk type='file'><backingStore type='file'><source file='/base'/></backingStore></disk>",
            })
    void whatHasNoSourceThatCanBeUsedIsLeftOut(String disk) throws Exception {
        assertThat(disks(disk)).isEmpty();
    }

    @Test
    void theBackingFileIsNoDisk() throws Exception {
        assertThat(disk("<disk type='file'><driver type='qcow2'/><source file='/top'/>"
                        + "<backingStore type='file'><format type='raw'/><source file='/base'/></backingStore></disk>"))
                .isEqualTo(new DomainDisk(new File("/top"), "qcow2", false, 0));
    }

    @Test
    void disksElsewhereInTheDefinitionAreNoDisks() throws Exception {
        assertThat(DomainDefinition.disks("<domain><metadata><x:a xmlns:x='urn:x'><devices><disk type='file'>"
                        + "<source file='/metadata'/></disk></devices></x:a></metadata></domain>"))
                .isEmpty();
    }

    @Test
    void aDomainWithoutDevicesHasNoDisks() throws Exception {
        assertThat(DomainDefinition.disks("<domain type='test'><name>n</name></domain>"))
                .isEmpty();
    }

    @Test
    void networkDisksHaveServers() throws Exception {
        Network rbd = network("<source protocol='rbd' name='pool/image'><host name='one' port='6789'/>"
                + "<host name='::1' port='6790'/><host name='three'/></source>");

        assertThat(rbd.protocol()).isEqualTo("rbd");
        assertThat(rbd.name()).isEqualTo("pool/image");
        assertThat(rbd.servers()).containsExactly("one:6789", "::1:6790", "three");
        assertThat(rbd.username()).isNull();
        assertThat(rbd.secret()).isNull();
    }

    @Test
    void anExportWithoutNameOnAUnixSocket() throws Exception {
        Network nbd = network("<source protocol='nbd'><host transport='unix' socket='/run/nbd'/></source>");

        assertThat(nbd.name()).isEmpty();
        assertThat(nbd.servers()).containsExactly("unix:/run/nbd");
    }

    @ParameterizedTest
    @CsvSource({
        "<auth username='u'><secret type='ceph' uuid='U'/></auth>,,ceph,U,",
        "<auth username='u'><secret type='iscsi' usage='S'/></auth>,,iscsi,,S",
        ",<auth username='u'><secret type='ceph' uuid='U' usage='S'/></auth>,ceph,U,",
    })
    void theLoginIsAtTheDiskOrAtItsSource(String atDisk, String atSource, String type, String uuid, String usage)
            throws Exception {
        Network disk = network((atDisk == null ? "" : atDisk) + "<source protocol='rbd' name='p/i'>"
                + (atSource == null ? "" : atSource) + "</source>");

        assertThat(disk.username()).isEqualTo("u");
        assertThat(disk.secret()).isEqualTo(new SecretReference(type, uuid, usage));
    }

    @Test
    void aLoginWithoutSecret() throws Exception {
        Network disk = network("<auth username='u'><secret type='ceph'/></auth><source protocol='ssh' name='/i'/>");

        assertThat(disk.username()).isEqualTo("u");
        assertThat(disk.secret()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4k", "-1", "99999999999"})
    void aBlockSizeThatIsNoNumberIsNotGiven(String size) throws Exception {
        assertThat(disk("<disk type='file'><source file='/x'/><blockio logical_block_size='" + size + "'/></disk>")
                        .blocksize())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no xml", "<domain>", "<domain><devices></domain>", "<domain/><domain/>", "\0"})
    void whatIsNoXmlIsRefused(String text) {
        assertThatThrownBy(() -> DomainDefinition.disks(text))
                .isInstanceOf(BadDefinitionException.class)
                .hasMessageContaining("definition of the domain");
    }

    @Test
    void whatIsNoDomainIsRefused() {
        assertThatThrownBy(() -> DomainDefinition.disks("<network/>"))
                .isInstanceOf(BadDefinitionException.class)
                .hasMessageContaining("<network>");
    }

    @Test
    void nothingOutsideOfTheTextIsRead(@TempDir Path dir) throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "/etc/shadow");

        assertThatThrownBy(() -> DomainDefinition.disks("<!DOCTYPE domain [<!ENTITY e SYSTEM '" + secret.toUri()
                        + "'>]><domain><devices><disk type='file'><source file='&e;'/></disk></devices></domain>"))
                .isInstanceOf(BadDefinitionException.class)
                .hasMessageContaining("DOCTYPE");
    }

    @Test
    void entitiesThatGrowAreRefused() {
        assertThatThrownBy(() -> DomainDefinition.disks(
                        "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><domain>&b;</domain>"))
                .isInstanceOf(BadDefinitionException.class);
    }

    @Test
    void aTextWithoutEndIsRefused() {
        String padding = " ".repeat(DomainDefinition.LIMIT);

        assertThatThrownBy(() -> DomainDefinition.disks("<domain>" + padding + "</domain>"))
                .isInstanceOf(BadDefinitionException.class)
                .hasMessageContaining(Integer.toString(DomainDefinition.LIMIT));
    }
}

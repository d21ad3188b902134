package io.guestfs.appliance.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.appliance.drive.CacheMode;
import io.guestfs.appliance.drive.Discard;
import io.guestfs.appliance.drive.Drive;
import io.guestfs.appliance.report.ApplianceException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuDriveArgumentsTest {
    private static final String ERRORS = "werror=report,rerror=report";

    private static List<String> words(Drive drive, int index) throws ApplianceException {
        QemuCommandLine line = new QemuCommandLine("qemu");
        QemuDriveArguments.add(line, drive, index);
        return line.words().subList(1, line.words().size());
    }

    private static Drive.Builder drive() {
        return Drive.file("/etc/passwd");
    }

    @Test
    void aPlainDriveLeavesTheFormatToQemu() throws Exception {
        Drive plain = drive().build().withImage(Path.of("/d/a.img"));
        assertThat(words(plain, 0))
                .containsExactly(
                        "-drive",
                        "file=/d/a.img,cache=writeback," + ERRORS + ",id=hd0,if=none",
                        "-device",
                        "scsi-hd,drive=hd0");
    }

    @Test
    void everySettingHasItsPlace() throws Exception {
        Drive full = drive().format("qcow2")
                .label("mylabel")
                .cachemode(CacheMode.UNSAFE)
                .discard(Discard.ENABLE)
                .copyonread(true)
                .blocksize(4096)
                .build()
                .withImage(Path.of("/d/a.img"));
        assertThat(words(full, 27))
                .containsExactly(
                        "-drive",
                        "file=/d/a.img,cache=unsafe,format=qcow2,copy-on-read=on,discard=unmap," + ERRORS
                                + ",id=hd27,if=none",
                        "-device",
                        "scsi-hd,drive=hd27,serial=mylabel,physical_block_size=4096,logical_block_size=4096");
    }

    @Test
    void aReadOnlyDriveIsOnlyItsOverlay() throws Exception {
        Drive readonly = drive().readonly(true)
                .format("raw")
                .cachemode(CacheMode.WRITEBACK)
                .copyonread(true)
                .discard(Discard.BESTEFFORT)
                .build()
                .withImage(Path.of("/t/overlay1.qcow2"));
        assertThat(words(readonly, 3))
                .containsExactly(
                        "-drive",
                        "format=qcow2,file.filename=/t/overlay1.qcow2,backing.file.locking=off,cache=unsafe," + ERRORS
                                + ",id=hd3,if=none",
                        "-device",
                        "scsi-hd,drive=hd3");
    }

    @Test
    void commasAreDoubledAndNothingElseIsTouched() throws Exception {
        Drive odd = drive().build().withImage(Path.of("/d/a,b:c=d -hda \u6c34\n.img"));
        assertThat(words(odd, 0).get(1)).startsWith("file=/d/a,,b:c=d -hda \u6c34\n.img,cache=");
    }

    @Test
    void discardThatMustWorkNeedsAFormatThatCan() throws Exception {
        Drive unknown = drive().discard(Discard.ENABLE).build().withImage(Path.of("/d/a"));
        assertThatThrownBy(() -> words(unknown, 0))
                .isInstanceOf(ApplianceException.class)
                .hasMessageContaining("format was not given");
        Drive vmdk = drive().format("vmdk").discard(Discard.ENABLE).build().withImage(Path.of("/d/a"));
        assertThatThrownBy(() -> words(vmdk, 0)).hasMessageContaining("vmdk");
        Drive besteffort = drive().discard(Discard.BESTEFFORT).build().withImage(Path.of("/d/a"));
        assertThat(words(besteffort, 0).get(1)).contains("discard=unmap");
    }

    @Test
    void printedWordsCouldBeGivenToAShell() {
        QemuCommandLine line = new QemuCommandLine("/usr/bin/qemu").flag("-S").plain("-append", "a \"b\" $c `d` \\e");
        assertThat(line.print())
                .isEqualTo("/usr/bin/qemu \\\n    -S \\\n    -append \"a \\\"b\\\" \\$c \\`d\\` \\\\e\"");
    }
}

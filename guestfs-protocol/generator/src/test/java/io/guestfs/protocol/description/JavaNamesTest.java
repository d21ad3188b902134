package io.guestfs.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaNamesTest {
    @ParameterizedTest
    @CsvSource({
        "part_disk, partDisk, PartDisk, PART_DISK",
        "inspect_get_windows_systemroot, inspectGetWindowsSystemroot, InspectGetWindowsSystemroot, "
                + "INSPECT_GET_WINDOWS_SYSTEMROOT",
        "mke2fs_JL, mke2fsJL, Mke2fsJL, MKE2FS_JL",
        "sfdiskM, sfdiskM, SfdiskM, SFDISKM",
        "list_9p, list9p, List9p, LIST_9P",
        "ntfs_3g_probe, ntfs3gProbe, Ntfs3gProbe, NTFS_3G_PROBE",
        "cat, cat, Cat, CAT"
    })
    void underscoreGoesAndNextLetterRises(String wire, String camel, String pascal, String constant) {
        assertThat(JavaNames.camelCase(wire)).isEqualTo(camel);
        assertThat(JavaNames.pascalCase(wire)).isEqualTo(pascal);
        assertThat(JavaNames.constant(wire)).isEqualTo(constant);
    }

    @Test
    void accessorOfHomeStartsLowerCase() {
        assertThat(JavaNames.accessor("FileReading")).isEqualTo("fileReading");
    }

    @ParameterizedTest
    @ValueSource(strings = {"switch", "class", "true", "null", "_", "", "9p", "a-b", "a b"})
    void keywordsAndNonsenseAreNotUsable(String word) {
        assertThat(JavaNames.isUsable(word)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"find", "record", "var", "partDisk", "list9p"})
    void ordinaryWordsAreUsable(String word) {
        assertThat(JavaNames.isUsable(word)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"
            })
    void everyMethodOfObjectIsKnown(String name) {
        assertThat(JavaNames.isObjectMethod(name)).isTrue();
    }
}

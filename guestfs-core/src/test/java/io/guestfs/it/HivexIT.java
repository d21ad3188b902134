package io.guestfs.it;

import static io.guestfs.it.MinimalHive.REG_BINARY;
import static io.guestfs.it.MinimalHive.REG_DWORD;
import static io.guestfs.it.MinimalHive.REG_SZ;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.structs.HivexNode;
import io.guestfs.structs.HivexValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Windows registry hive, read and changed. */
class HivexIT {

    @RegisterExtension
    static final SharedAppliance appliance = SharedAppliance.withScratchDrives(16);

    private final GuestFS g = appliance.g();

    @BeforeAll
    static void mount() {
        appliance.g().mkfs("ext2", "/dev/sda");
        appliance.g().mount("/dev/sda", "/");
    }

    @BeforeEach
    void open() {
        g.write("/hive", MinimalHive.bytes());
        g.hivexOpen("/hive", o -> o.write(true));
    }

    @AfterEach
    void close() {
        g.hivexClose();
    }

    @Test
    void emptyHiveHasARootAndNothingBelow() {
        long root = g.hivexRoot();

        assertThat(g.hivexNodeName(root)).isEqualTo("$$$PROTO.HIV");
        assertThat(g.hivexNodeChildren(root)).isEmpty();
        assertThat(g.hivexNodeValues(root)).isEmpty();
    }

    @Test
    void keysAreFoundByNameWhateverTheCase() {
        long root = g.hivexRoot();
        long fruit = g.hivexNodeAddChild(root, "Fruit");
        long apple = g.hivexNodeAddChild(fruit, "Äpfel");

        assertThat(g.hivexNodeGetChild(root, "fRUIT")).isEqualTo(fruit);
        assertThat(g.hivexNodeGetChild(root, "Vegetables")).isZero();
        assertThat(g.hivexNodeName(apple)).isEqualTo("Äpfel");
        assertThat(g.hivexNodeParent(apple)).isEqualTo(fruit);
        assertThat(g.hivexNodeChildren(fruit)).containsExactly(new HivexNode(apple));
    }

    @Test
    void keyIsDeletedWithAllBelow() {
        long root = g.hivexRoot();
        long fruit = g.hivexNodeAddChild(root, "Fruit");
        assertThat(g.hivexNodeAddChild(fruit, "Apple")).isPositive();

        g.hivexNodeDeleteChild(fruit);

        assertThat(g.hivexNodeChildren(root)).isEmpty();
    }

    @Test
    void valuesHaveNameTypeAndBytes() {
        long root = g.hivexRoot();
        byte[] bytes = {0, 1, -1, 0};
        g.hivexNodeSetValue(root, "Blob", REG_BINARY, bytes);
        g.hivexNodeSetValue(root, "Count", REG_DWORD, MinimalHive.number(7));

        long blob = g.hivexNodeGetValue(root, "blob");
        assertThat(g.hivexValueKey(blob)).isEqualTo("Blob");
        assertThat(g.hivexValueType(blob)).isEqualTo(REG_BINARY);
        assertThat(g.hivexValueValue(blob)).isEqualTo(bytes);
        long count = g.hivexNodeGetValue(root, "Count");
        assertThat(g.hivexValueValue(count)).isEqualTo(MinimalHive.number(7));
        assertThat(g.hivexNodeValues(root)).extracting(HivexValue::hivexValueH).containsExactlyInAnyOrder(blob, count);
        assertThat(g.hivexNodeGetValue(root, "Missing")).isZero();
    }

    @Test
    void textIsGivenInUtf8() {
        g.hivexNodeSetValue(g.hivexRoot(), "Name", REG_SZ, MinimalHive.text("Grüße 🍎"));

        long name = g.hivexNodeGetValue(g.hivexRoot(), "Name");
        assertThat(g.hivexValueString(name)).isEqualTo("Grüße 🍎");
        assertThat(g.hivexValueUtf8(name)).isEqualTo("Grüße 🍎");
    }

    @Test
    void commitWritesIntoTheSameFileOrAnother() {
        assertThat(g.hivexNodeAddChild(g.hivexRoot(), "Kept")).isPositive();
        g.hivexCommit("/other");
        assertThat(g.hivexNodeAddChild(g.hivexRoot(), "KeptHere")).isPositive();
        g.hivexCommit(null);

        g.hivexOpen("/hive");
        assertThat(g.hivexNodeChildren(g.hivexRoot())).hasSize(2);
        g.hivexOpen("/other");
        assertThat(g.hivexNodeChildren(g.hivexRoot())).hasSize(1);
    }

    @Test
    void changesWithoutCommitAreLost() {
        assertThat(g.hivexNodeAddChild(g.hivexRoot(), "Lost")).isPositive();

        g.hivexOpen("/hive", o -> o.unsafe(true));

        assertThat(g.hivexNodeChildren(g.hivexRoot())).isEmpty();
    }

    @Test
    void hiveOpenedForReadingCannotBeChanged() {
        g.hivexOpen("/hive");

        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.hivexNodeAddChild(g.hivexRoot(), "New"))
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EROFS"));
    }

    @Test
    void fileThatIsNoHiveIsRefused() {
        g.write("/text", "no hive".repeat(2000).getBytes(US_ASCII));

        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> g.hivexOpen("/text"))
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("ENOTSUP"));
        g.hivexOpen("/hive");
    }

    @Test
    void nothingWorksOnAClosedHive() {
        g.hivexClose();

        assertThatExceptionOfType(GuestFSException.class).isThrownBy(g::hivexRoot);
        g.hivexOpen("/hive");
    }
}

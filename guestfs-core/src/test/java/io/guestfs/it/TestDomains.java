package io.guestfs.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A host of libvirt's test driver: it exists in a file only, and each connection to it starts anew from there. What a
 * domain's disks name must be real all the same where drives are added.
 */
final class TestDomains {

    private static final int RUNNING = 1;
    private static final int SHUT_OFF = 5;

    private final List<String> things = new ArrayList<>();

    /** A domain that is shut off. */
    TestDomains shutOff(String name, String... disks) {
        return domain(name, SHUT_OFF, disks);
    }

    /** A domain that runs, as far as a domain does that exists in a file. */
    TestDomains running(String name, String... disks) {
        return domain(name, RUNNING, disks);
    }

    private TestDomains domain(String name, int state, String... disks) {
        things.add("<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>" + name
                + "</name><uuid>" + uuid(name) + "</uuid><memory>1024</memory><vcpu>1</vcpu><os><type>hvm</type></os>"
                + "<devices>" + String.join("", withTargets(disks)) + "</devices><test:runstate>" + state
                + "</test:runstate></domain>");
        return this;
    }

    /** libvirt wants a name for each disk, and keeps disks of one bus in the order of their names. */
    private static List<String> withTargets(String... disks) {
        List<String> named = new ArrayList<>();
        for (String disk : disks) {
            String target = "<target dev='vd" + (char) ('a' + named.size()) + "' bus='virtio'/>";
            named.add(disk.replace("</disk>", target + "</disk>"));
        }
        return named;
    }

    /** The UUID of a domain. */
    static String uuid(String name) {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012x", name.hashCode() & 0xFFFFFFFFL);
    }

    /** A storage pool with one volume. */
    TestDomains pool(String name, String volume, Path file) {
        things.add("<pool type='dir'><name>" + name + "</name><target><path>" + file.getParent()
                + "</path></target><volume type='file'><name>" + volume
                + "</name><capacity>1048576</capacity><target><path>" + file
                + "</path><format type='raw'/></target></volume></pool>");
        return this;
    }

    /** Who may connect. */
    TestDomains user(String name, String password) {
        things.add("<auth><user password='" + password + "'>" + name + "</user></auth>");
        return this;
    }

    /** Writes the file, and gives the URI to connect to. */
    String write(Path file) throws IOException {
        Files.writeString(file, "<node>" + String.join("", things) + "</node>", UTF_8);
        return "test://" + file;
    }

    /** A disk that is a file. */
    static String disk(Path file, String format, String more) {
        return "<disk type='file' device='disk'><driver name='qemu' type='" + format + "'/><source file='" + file
                + "'/>" + more + "</disk>";
    }

    /** A raw disk of any kind. */
    static String disk(String type, String source) {
        return "<disk type='" + type + "' device='disk'><driver name='qemu' type='raw'/>" + source + "</disk>";
    }
}

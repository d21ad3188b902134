package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestfs.GuestFS;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.structs.Xattr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Extended attributes, access control lists, capabilities and SELinux contexts. */
class ExtendedAttributesIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    private final GuestFS g = appliance.g();
    private final String dir = appliance.newDirectory();
    private final String file = dir + "/file";

    private static Xattr xattr(String name, String value) {
        return new Xattr(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void attributesAreSetReadListedAndRemoved() {
        g.touch(file);
        g.setxattr("user.one", "first", 5, file);
        g.setxattr("user.two", "cut short", 3, file);

        assertThat(g.getxattr(file, "user.one"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("first");
        assertThat(g.getxattrs(file)).containsExactlyInAnyOrder(xattr("user.one", "first"), xattr("user.two", "cut"));

        g.removexattr("user.one", file);
        assertThat(g.getxattrs(file)).containsExactly(xattr("user.two", "cut"));
        assertThatThrownBy(() -> g.getxattr(file, "user.one"))
                .isInstanceOfSatisfying(
                        GuestFSException.class, e -> assertThat(e.errnoName()).isEqualTo("ENODATA"));
    }

    @Test
    void valuesMayBeAnyBytes() {
        g.touch(file);
        g.setxattr("user.bytes", "\udcff\udc80\u0001", 3, file);

        assertThat(g.getxattr(file, "user.bytes")).containsExactly(0xff, 0x80, 1);
    }

    @Test
    void linksHaveAttributesOfTheirOwn() {
        g.touch(file);
        g.lnS("file", dir + "/link");
        g.lsetxattr("trusted.note", "link", 4, dir + "/link");
        g.setxattr("trusted.note", "file", 4, dir + "/link");

        assertThat(g.lgetxattr(dir + "/link", "trusted.note"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("link");
        assertThat(g.lgetxattrs(dir + "/link")).containsExactly(xattr("trusted.note", "link"));
        assertThat(g.getxattr(dir + "/link", "trusted.note"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("file");

        g.lremovexattr("trusted.note", dir + "/link");
        assertThat(g.lgetxattrs(dir + "/link")).isEmpty();
        assertThat(g.getxattrs(file)).containsExactly(xattr("trusted.note", "file"));
    }

    @Test
    void attributesOfManyFilesComeInOneListWithAHeadForEachFile() {
        g.touch(file);
        g.touch(dir + "/none");
        g.setxattr("user.a", "1", 1, file);
        g.setxattr("user.b", "2", 1, file);

        List<Xattr> list = g.lxattrlist(dir, List.of("file", "none"));

        assertThat(list).extracting(Xattr::attrname).containsExactly("", "user.a", "user.b", "");
        assertThat(list.get(0).attrval()).asString(StandardCharsets.UTF_8).startsWith("2");
        assertThat(list.get(3).attrval()).asString(StandardCharsets.UTF_8).startsWith("0");
    }

    @Test
    void accessListsAreSetAndRead() {
        g.touch(file);
        g.chmod(0640, file);
        g.aclSetFile(file, "access", "u::rw-,u:1000:r--,g::r--,m::r--,o::---");

        assertThat(g.aclGetFile(file, "access").lines())
                .contains("user::rw-", "user:1000:r--", "group::r--", "mask::r--", "other::---");
        assertThatThrownBy(() -> g.aclSetFile(file, "access", "nonsense")).isInstanceOf(GuestFSException.class);
        assertThatThrownBy(() -> g.aclGetFile(file, "other")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void defaultListsOfDirectoriesReachTheirFiles() {
        g.aclSetFile(dir, "default", "u::rwx,u:1000:rwx,g::r-x,m::rwx,o::---");
        g.touch(file);
        assertThat(g.aclGetFile(file, "access")).contains("user:1000:");

        g.aclDeleteDefFile(dir);
        assertThat(g.aclGetFile(dir, "default")).isBlank();
    }

    @Test
    void capabilitiesAreSetAndRead() {
        g.touch(file);
        assertThat(g.capGetFile(file)).isEmpty();

        g.capSetFile(file, "cap_net_raw,cap_chown=ep");
        assertThat(g.capGetFile(file)).contains("cap_chown,cap_net_raw").contains("ep");
        assertThatThrownBy(() -> g.capSetFile(file, "cap_of_nothing=ep")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void withoutSelinuxTheDaemonIsUnconfined() {
        assertThat(g.getcon()).isEqualToIgnoringNewLines("unconfined");
        assertThatThrownBy(() -> g.setcon("system_u:object_r:tmp_t:s0")).isInstanceOf(GuestFSException.class);
    }

    @Test
    void relabellingNeedsToolsThatThisApplianceLacks() {
        assertThatThrownBy(() -> g.setfiles("/etc/contexts", List.of("/")))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("selinuxrelabel");
        assertThatThrownBy(() -> g.selinuxRelabel("/etc/contexts", "/"))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("selinuxrelabel");
    }
}

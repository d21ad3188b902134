package io.guestfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.WrongStateException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The guest's files, seen by programs of this machine through the kernel. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MountLocalIT {

    @RegisterExtension
    static final SharedFileSystem appliance = new SharedFileSystem();

    /** All that a file shows, except what differs between file systems. */
    private static final String LIST = """
            { find . -mindepth 1 -type d -printf '%P|%y|%m|%U|%G|%T@\\n'
              find . ! -type d -printf '%P|%y|%m|%U|%G|%s|%n|%l|%T@\\n'; } | sort
            find . -type f -print0 | sort -z | xargs -0 -r sha256sum
            """;

    private static final String BUILD = """
            umask 022
            mkdir dir dir/below many 'with blanks'
            : > empty
            head -c 5242880 /dev/urandom > large
            printf 'text\\n' > dir/text
            ln dir/text dir/below/other-name
            ln -s ../dir/text dir/link
            ln -s /nowhere/at/all dangling
            mkfifo pipe
            printf x > "$(printf 'no-utf8-\\377-name')"
            printf x > "$(printf 'fish-\\360\\237\\220\\237')"
            printf x > "$(printf 'line\\nbreak')"
            printf x > 'with blanks/\\"quotes'\\'' *'
            i=0; while [ $i -lt ${MANY:-200} ]; do echo $i > many/file-$i; i=$((i+1)); done
            chmod 4751 large; chmod 0 empty; chmod 1777 dir/below; chown 1000:100 dir/text
            find . -depth -exec touch -h -d '2001-02-03 04:05:06.123456789' {} +
            touch -d '1975-01-01 00:00:01' large
            """;

    @TempDir
    Path temp;

    Path mountPoint;

    @BeforeAll
    static void fuse() {
        ServedMount.assumeFuse();
    }

    @BeforeEach
    void directory() throws Exception {
        mountPoint = Files.createDirectory(temp.toRealPath().resolve("mount point"));
    }

    private static GuestFS g() {
        return appliance.g();
    }

    private Path newDirectory(String name) throws Exception {
        return Files.createDirectory(temp.resolve(name));
    }

    private Path tree(int many) throws Exception {
        Path tree = newDirectory("original");
        assertThat(ServedMount.sh(tree, "MANY=" + many + "\n" + BUILD)).isEmpty();
        return tree;
    }

    @Test
    void programsSeeTheTreeThatTheGuestHas() throws Exception {
        Path original = tree(2000);
        Path archive = temp.resolve("tree.tar");
        assertThat(ServedMount.sh(original, "tar --format=posix -cf ../tree.tar ."))
                .isEmpty();
        String inGuest = appliance.newDirectory();
        g().tarIn(archive.toString(), inGuest);
        String expected = ServedMount.sh(original, LIST);
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> {})) {
            String cd = "cd ." + inGuest + "\n";
            assertThat(mount.sh(cd + LIST)).isEqualTo(expected);
            assertThat(mount.sh(cd + "rsync -aHni --checksum " + original + "/ ./"))
                    .isEmpty();

            Path copy = newDirectory("copy");
            assertThat(mount.sh(cd + "cp -a . " + copy)).isEmpty();
            assertThat(ServedMount.sh(copy, LIST)).isEqualTo(expected);

            Path unpacked = newDirectory("unpacked");
            assertThat(mount.sh(cd + "tar --format=posix -cf - . | tar -C " + unpacked + " -xpf -"))
                    .isEmpty();
            assertThat(ServedMount.sh(unpacked, LIST)).isEqualTo(expected);
        }
    }

    @Test
    void aTreeThatProgramsWriteIsInTheGuest() throws Exception {
        Path original = tree(200);
        String inGuest = appliance.newDirectory();
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> o.debugcalls(true))) {
            assertThat(mount.sh("cp -a " + original + "/. ." + inGuest)).isEmpty();
            assertThat(mount.sh("cd ." + inGuest + "\n" + LIST)).isEqualTo(ServedMount.sh(original, LIST));
        }
        assertThat(g().ls(inGuest)).contains("no-utf8-\uDCFF-name", "fish-\uD83D\uDC1F", "line\nbreak");
        Path archive = temp.resolve("back.tar");
        g().tarOut(inGuest, archive.toString());
        Path back = newDirectory("back");
        assertThat(ServedMount.sh(back, "tar -xpf " + archive)).isEmpty();
        // The daemon's tar writes whole seconds.
        String seconds = " | sed 's/\\.[0-9]*$//'";
        assertThat(ServedMount.sh(back, "{ " + LIST + "}" + seconds))
                .isEqualTo(ServedMount.sh(original, "{ " + LIST + "}" + seconds));
    }

    @Test
    void filesAreChangedInPlace() throws Exception {
        String inGuest = appliance.newDirectory();
        // The kernel keeps attributes for a second by itself, apart for each name of a file.
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> o.options("attr_timeout=0"))) {
            String cd = "set -e; cd ." + inGuest + "\n";
            assertThat(mount.sh(cd + """
                    printf 'abc' > f; printf 'def' >> f; cat f; echo
                    ls -la > /dev/null; truncate -s 2 f; stat -c %s f
                    ln f g; ls -l > /dev/null; printf 'longer than before' > f; cat g; echo; stat -c '%s %h' g
                    mkdir d; printf 1 > d/x; ls -lR > /dev/null; mv d e; cat e/x; echo; test ! -e d
                    chmod 640 f; stat -c %a f; chown 7:8 f; stat -c %u:%g g
                    umask 0; mkdir open; stat -c %a open; touch free; stat -c %a free
                    rm -r e; ls; sync; df . > /dev/null; mknod zero c 1 5; stat -c '%F %t:%T' zero
                    """)).isEqualTo("""
                    abcdef
                    2
                    longer than before
                    18 2
                    1
                    640
                    7:8
                    777
                    666
                    f
                    free
                    g
                    open
                    character special file 1:5
                    """);
        }
        assertThat(g().readFile(inGuest + "/g"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("longer than before");
    }

    @Test
    void extendedAttributesGoBothWays() throws Exception {
        String inGuest = appliance.newDirectory();
        g().touch(inGuest + "/f");
        g().lsetxattr("user.from-guest", "value", 5, inGuest + "/f");
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> {})) {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(
                    Path.of(mountPoint + inGuest + "/f"), UserDefinedFileAttributeView.class);
            assertThat(view.list()).containsExactly("from-guest");
            assertThat(view.size("from-guest")).isEqualTo(5);
            view.write("from-host", ByteBuffer.wrap(new byte[] {(byte) 0xff, 'x'}));
            assertThat(view.list()).contains("from-guest", "from-host");
            ByteBuffer value = ByteBuffer.allocate(10);
            assertThat(view.read("from-host", value)).isEqualTo(2);
            assertThat(value.get(0)).isEqualTo((byte) 0xff);
            view.delete("from-guest");
            assertThatThrownBy(() -> view.size("from-guest")).hasMessageContaining("No data available");
            assertThat(mount.ended()).isFalse();
        }
        assertThat(g().lgetxattrs(inGuest + "/f"))
                .filteredOn(xattr -> xattr.attrname().startsWith("user."))
                .singleElement()
                .satisfies(xattr -> assertThat(xattr.attrval()).containsExactly(0xff, 'x'));
    }

    @Test
    void eightProgramsAtOnceDoNotDisturbEachOther() throws Exception {
        String inGuest = appliance.newDirectory();
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> {})) {
            List<Process> programs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                programs.add(
                        ServedMount.start(mountPoint, "set -e; cd ." + inGuest + "; mkdir p" + i + "; cd p" + i + """

                        head -c 300000 /dev/urandom > /dev/shm/guestfs-$$; trap 'rm /dev/shm/guestfs-$$' EXIT
                        for n in 1 2 3 4 5; do cp /dev/shm/guestfs-$$ a$n; cmp /dev/shm/guestfs-$$ a$n; mv a$n b$n; done
                        rm b1; ls -l > /dev/null; ls | tr '\\n' ' '
                        """));
            }
            for (Process program : programs) {
                assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("b2 b3 b4 b5 ");
                assertThat(program.waitFor()).isZero();
            }
            assertThat(mount.ended()).isFalse();
        }
        assertThat(g().find(inGuest)).hasSize(8 * 5);
    }

    @Test
    void aReadOnlyMountIsOnlyRead() throws Exception {
        String inGuest = appliance.newDirectory();
        g().write(inGuest + "/f", "text".getBytes(StandardCharsets.UTF_8));
        try (ServedMount mount = ServedMount.of(g(), mountPoint, o -> o.readonly(true))) {
            assertThat(mount.sh("cd ." + inGuest + """

                    cat f; echo
                    for c in 'touch n' 'rm f' 'mkdir d' 'ln f g' 'chmod 777 f' 'mv f g' 'truncate -s 0 f'; do
                      $c 2>&1 | grep -c 'Read-only file system'
                    done
                    """)).isEqualTo("text\n1\n1\n1\n1\n1\n1\n1\n");
        }
        assertThat(g().ls(inGuest)).containsExactly("f");
    }

    @Test
    void umountLocalOfAnotherThreadEndsTheRun() throws Exception {
        ServedMount mount = ServedMount.of(g(), mountPoint, o -> {});
        assertThat(mount.sh("ls")).contains("lost+found");
        assertThat(Files.readString(Path.of("/proc/self/mounts")))
                .contains("guestfs " + mountPoint.toString().replace(" ", "\\040") + " fuse.guestfs");
        assertThatThrownBy(() -> g().mountLocal(mountPoint.toString()))
                .isInstanceOf(WrongStateException.class)
                .hasMessageContaining("once at a time");

        Process user = ServedMount.start(mountPoint, "echo here; exec sleep 1000");
        assertThat(user.getInputStream().read()).isEqualTo('h');
        assertThatThrownBy(() -> g().umountLocal())
                .isInstanceOf(GuestFSException.class)
                .hasMessageContaining("can't be unmounted")
                .hasMessageContaining("busy");
        assertThat(mount.sh("ls")).contains("lost+found");
        user.descendants().forEach(ProcessHandle::destroyForcibly);
        user.destroyForcibly().waitFor();

        g().umountLocal(o -> o.retry(true));
        mount.awaitEnd();
        assertThat(isMounted()).isFalse();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .doesNotContain("guestfs-unmount", "test-mount"));
        assertThatThrownBy(() -> g().umountLocal()).hasMessageContaining("nothing mounted");
        assertThatThrownBy(() -> g().mountLocalRun()).hasMessageContaining("call mount_local first");
        assertThat(g().ls("/")).contains("lost+found");
    }

    private boolean isMounted() throws Exception {
        return Files.readString(Path.of("/proc/self/mounts"), StandardCharsets.ISO_8859_1)
                .contains(mountPoint.toString().replace(" ", "\\040"));
    }

    @Test
    void userCancelEndsTheRunAndUnmounts() throws Exception {
        ServedMount mount = ServedMount.of(g(), mountPoint, o -> {});
        assertThat(mount.sh("ls")).contains("lost+found");
        g().userCancel();
        assertThatThrownBy(mount::awaitEnd).hasRootCauseInstanceOf(io.guestfs.error.CancelledException.class);
        assertThat(isMounted()).isFalse();
    }

    @Test
    void aGuestWithoutRootIsNotServedAndTheMountStays() throws Exception {
        try (GuestFS g = new GuestFS()) {
            g.mountLocal(mountPoint.toString());
            assertThatThrownBy(g::mountLocalRun)
                    .isInstanceOf(WrongStateException.class)
                    .hasMessageContaining("stays mounted")
                    .hasMessageContaining("umount_local");
            assertThat(isMounted()).isTrue();
            g.umountLocal();
            assertThat(isMounted()).isFalse();
            g.mountLocal(mountPoint.toString());
        }
        assertThat(isMounted()).isFalse();
    }

    @Test
    void directoriesThatCanNotBeMountedOnAreRefused() throws Exception {
        Path file = Files.createFile(mountPoint.resolve("file"));
        try (GuestFS g = new GuestFS()) {
            assertThatThrownBy(() -> g.mountLocal(temp + "/none")).hasMessageContaining("does not exist");
            assertThatThrownBy(() -> g.mountLocal(file.toString())).hasMessageContaining("is not a directory");
            assertThatThrownBy(() -> g.mountLocal(mountPoint.toString()))
                    .hasMessageContaining("is not empty")
                    .extracting("errnoName")
                    .isEqualTo("ENOTEMPTY");
            assertThatThrownBy(() -> g.mountLocal(mountPoint.toString(), o -> o.options("nonempty,no-such-option")))
                    .hasMessageContaining("no-such-option");
            assertThat(isMounted()).isFalse();
        }
    }

    @Test
    void aJvmThatIsKilledLeavesNoMount() throws Exception {
        Process jvm = ChildJvm.of(Mounter.class).redirectErrorStream(true).start();
        jvm.outputWriter(StandardCharsets.UTF_8).append(mountPoint + "\n").flush();
        BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("mounted");
        assertThat(isMounted()).isTrue();
        jvm.destroyForcibly().waitFor();
        await().atMost(Duration.ofMinutes(1)).until(() -> !isMounted());
    }

    /** Mounts and waits for its end. */
    static final class Mounter {
        private Mounter() {}

        public static void main(String[] arguments) throws Exception {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            GuestFS g = new GuestFS();
            g.mountLocal(input.readLine());
            System.out.println("mounted");
            System.out.flush();
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

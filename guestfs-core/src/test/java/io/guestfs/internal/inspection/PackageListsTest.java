package io.guestfs.internal.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.guestfs.error.GuestFSException;
import io.guestfs.internal.inspection.ApplicationDraft.Text;
import io.guestfs.structs.Application2;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Lists of packages as distributions keep them, good and bad. */
class PackageListsTest {

    private static final String CALL = "inspect_list_applications2";

    private static List<Application2> dpkg(String text) {
        return list(applications -> DpkgStatus.parse(lines(text), applications));
    }

    private static List<Application2> apk(String text) {
        return list(applications -> ApkInstalled.parse(lines(text), applications));
    }

    private static List<Application2> list(Consumer<ApplicationList> parser) {
        ApplicationList applications = new ApplicationList(CALL);
        parser.accept(applications);
        return applications.found();
    }

    private static GuestLines lines(String text) {
        return new GuestLines(text.getBytes(UTF_8));
    }

    @Test
    void dpkgRecordsAreTakenApart() {
        Application2 bash = dpkg("""
                        Package: bash
                        Status: install ok installed
                        Architecture: amd64
                        Source: bash-src (5.2)
                        Version: 1:5.2.15-2+b7
                        Conffiles:
                         /etc/skel/.bashrc 1f98b8f3f3c8f8927eca945d59dcc1c6
                        Description: GNU Bourne Again SHell
                         Bash is an sh-compatible
                         .
                         command language.
                        Homepage: http://tiswww.case.edu/

                        """).get(0);

        assertThat(bash.app2Name()).isEqualTo("bash");
        assertThat(bash.app2Epoch()).isEqualTo(1);
        assertThat(bash.app2Version()).isEqualTo("5.2.15");
        assertThat(bash.app2Release()).isEqualTo("2+b7");
        assertThat(bash.app2Arch()).isEqualTo("amd64");
        assertThat(bash.app2SourcePackage()).isEqualTo("bash-src");
        assertThat(bash.app2Summary()).isEqualTo("GNU Bourne Again SHell");
        assertThat(bash.app2Description()).isEqualTo("Bash is an sh-compatible\n.\ncommand language.");
        assertThat(bash.app2Url()).isEqualTo("http://tiswww.case.edu/");
    }

    @Test
    void dpkgListsOnlyWhatIsInstalled() {
        assertThat(dpkg("""
                        Package: gone
                        Status: deinstall ok config-files
                        Version: 1

                        Package: never
                        Status: unknown ok not-installed
                        Version: 1

                        Package: nothing-known

                        Package: bad-epoch
                        Status: install ok installed
                        Version: x:1

                        Package: last
                        Status: install ok installed
                        Version: 2.0""")).singleElement().satisfies(last -> {
            assertThat(last.app2Name()).isEqualTo("last");
            assertThat(last.app2Release()).isEmpty();
        });
    }

    @Test
    void apkRecordsAreTakenApart() {
        List<Application2> packages = apk("""
                C:Q1abcdef=
                P:musl
                V:1.2.4_git20230717-r4
                A:x86_64
                T:the musl c library
                U:https://musl.libc.org/
                F:lib
                R:libc.so

                P:no-version

                P:last
                V:1""");

        assertThat(packages).extracting(Application2::app2Name).containsExactly("musl", "last");
        assertThat(packages.get(0).app2Version()).isEqualTo("1.2.4_git20230717");
        assertThat(packages.get(0).app2Release()).isEqualTo("4");
        assertThat(packages.get(0).app2Arch()).isEqualTo("x86_64");
        assertThat(packages.get(0).app2Description()).isEqualTo("the musl c library");
        assertThat(packages.get(0).app2Url()).isEqualTo("https://musl.libc.org/");
    }

    @Test
    void pacmanRecordsAreTakenApart() {
        ApplicationDraft draft = PacmanDatabase.parse(List.of(
                "%NAME%",
                "archlinux-keyring", "", "%VERSION%", "2:20140220-1", "%DESC%", "Keys", "%ARCH%", "any", "%URL%"));

        Application2 keyring = draft.toApplication();
        assertThat(keyring.app2Name()).isEqualTo("archlinux-keyring");
        assertThat(keyring.app2Epoch()).isEqualTo(2);
        assertThat(keyring.app2Version()).isEqualTo("20140220");
        assertThat(keyring.app2Release()).isEqualTo("1");
        assertThat(keyring.app2Description()).isEqualTo("Keys");
        assertThat(draft.get(Text.ARCH)).isEqualTo("any");
        assertThat(draft.get(Text.URL)).as("a heading at the end has no value").isEmpty();
    }

    @Test
    void absurdNumbersOfPackagesAreRefused() {
        String packages = "P:p\nV:1\n\n".repeat(ApplicationList.MOST + 1);
        assertThat(apk(packages.substring(packages.indexOf("\n\n") + 2))).hasSize(ApplicationList.MOST);
        assertThatExceptionOfType(GuestFSException.class)
                .isThrownBy(() -> apk(packages))
                .withMessageContaining("50000 applications")
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EFBIG"));
    }

    @Test
    void noiseIsNoPackage() {
        byte[] noise = new byte[200_000];
        new Random(3).nextBytes(noise);
        assertThat(list(applications -> DpkgStatus.parse(new GuestLines(noise), applications)))
                .isEmpty();
        assertThat(list(applications -> ApkInstalled.parse(new GuestLines(noise), applications)))
                .isEmpty();
        assertThat(PacmanDatabase.parse(new GuestLines(noise)).complete()).isFalse();
    }

    @Test
    void millionsOfEmptyLinesAndOneEndlessLineAreRead() {
        assertThat(dpkg("\n".repeat(5_000_000))).isEmpty();
        String name = "x".repeat(1_000_000);
        assertThat(dpkg("Package: " + name + "\nStatus: install ok installed\nVersion: 1"))
                .singleElement()
                .satisfies(endless -> assertThat(endless.app2Name()).isEqualTo(name));
    }

    @Test
    void bytesAndControlCharactersOfNamesSurvive() {
        assertThat(apk("P:\u001b[31mred\u0000\r\nV:1-r0\u0007")).singleElement().satisfies(odd -> {
            assertThat(odd.app2Name()).isEqualTo("\u001b[31mred\u0000\r");
            assertThat(odd.app2Release()).isEqualTo("0\u0007");
        });
    }

    @Test
    void absurdEpochsAreNoVersions() {
        for (String version : new String[] {"-1:2", "99999999999:2", ":2", "1x:2"}) {
            assertThat(apk("P:p\nV:" + version)).isEmpty();
        }
    }
}

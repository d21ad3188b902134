package io.guestfs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestfs.GuestFS;
import io.guestfs.childjvm.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples, run as users run them, against the real appliance. */
class ExamplesIT {

    private static final long SECTORS_PER_MIB = 2048;

    @TempDir
    static Path dir;

    private static String guest = "";

    /** The least that passes for a Debian: a root and a /boot apart, with what inspection reads. */
    @BeforeAll
    static void makeGuest() {
        assumeHostIsReady();
        guest = dir.resolve("guest.img").toString();
        try (GuestFS g = new GuestFS()) {
            g.diskCreate(guest, "raw", 128L << 20);
            g.addDrive(guest, o -> o.format("raw"));
            g.launch();
            g.partInit("/dev/sda", "gpt");
            g.partAdd("/dev/sda", "primary", SECTORS_PER_MIB, 32 * SECTORS_PER_MIB - 1);
            g.partAdd("/dev/sda", "primary", 32 * SECTORS_PER_MIB, -SECTORS_PER_MIB);
            g.mkfs("ext4", "/dev/sda1", o -> o.label("boot"));
            g.mkfs("ext4", "/dev/sda2", o -> o.label("root"));
            g.mount("/dev/sda2", "/");
            for (String directory : new String[] {"/bin", "/boot", "/etc", "/srv", "/usr", "/var"}) {
                g.mkdir(directory);
            }
            write(
                    g,
                    "/etc/os-release",
                    "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (example)\"\n");
            write(g, "/etc/debian_version", "12.7\n");
            write(g, "/etc/fstab", "LABEL=root / ext4 defaults 0 1\nLABEL=boot /boot ext4 defaults 0 2\n");
            write(g, "/etc/hostname", "example-host\n");
            g.mount("/dev/sda1", "/boot");
            write(g, "/boot/only-here", "from the file system of /boot\n");
            g.shutdown();
        }
    }

    static void assumeHostIsReady() {
        for (String program : new String[] {"supermin", "qemu-img"}) {
            assumeTrue(onPath(program), program + " is not installed: run guestfs-appliance/host-setup");
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static void write(GuestFS g, String path, String text) {
        g.write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCreateDiskWroteIsPrintedByCatFile() throws Exception {
        String image = dir.resolve("made.img").toString();

        ExampleRun.Result made = ExampleRun.of(CreateDisk.class, image);
        assertThat(made.err()).doesNotContain("CreateDisk:");
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out())
                .contains("-rw-r--r--       16  /notes/hello.txt", "23000  /notes/stream.txt", "21  /notes/file.txt");
        assertThat(Path.of(image)).hasSize(512L << 20);

        ExampleRun.Result printed = ExampleRun.of(CatFile.class, image, "/notes/hello.txt");
        assertThat(printed.out()).isEqualTo("Hello from Java\n");
        assertThat(printed.status()).isZero();
    }

    @Test
    void createDiskRefusesToReplaceAFile() throws Exception {
        Path precious = Files.writeString(dir.resolve("precious"), "data");

        ExampleRun.Result result = ExampleRun.of(CreateDisk.class, precious.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("exists already");
        assertThat(precious).hasContent("data");
    }

    @Test
    void inspectGuestTellsWhatTheGuestSaysOfItself() throws Exception {
        ExampleRun.Result result = ExampleRun.of(InspectGuest.class, guest);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("Root: /dev/sda2", "Distribution: debian", "Version:      12.7", "Host name:    example-host")
                .containsPattern("/dev/sda1 +ext4 +31 MiB")
                .containsPattern("/boot +/dev/sda1");
    }

    @Test
    void catFileMountsTheFileSystemsBelowTheRootToo() throws Exception {
        ExampleRun.Result result = ExampleRun.of(CatFile.class, guest, "/boot/only-here");

        assertThat(result.out()).isEqualTo("from the file system of /boot\n");
    }

    @Test
    void catFileTellsThatItsOutputCanNotBeWritten() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > /dev/full", "sh"));
        command.addAll(ChildJvm.command(CatFile.class, ExampleRun.strict()));
        command.addAll(List.of(guest, "/etc/hostname"));

        ExampleRun.Result result = ExampleRun.of(command);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("No space left on device");
    }

    @Test
    void theScriptTellsWhatAnExampleTakes() throws Exception {
        String script = Path.of("run").toAbsolutePath().toString();

        ExampleRun.Result result = ExampleRun.of(List.of(script, "CreateDisk", "--help"));

        assertThat(result.out()).contains("usage: guestfs-examples/run CreateDisk FILE", "512 MiB");
        assertThat(result.status()).as(result.err()).isZero();
    }

    @Test
    void copyInCopiesATreeWithModesAndLinks() throws Exception {
        Path tree = dir.resolve("tree");
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("sub/tool"), "#!/bin/sh\n");
        assertThat(tree.resolve("sub/tool").toFile().setExecutable(true, false)).isTrue();
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/tool"));

        ExampleRun.Result copied = ExampleRun.of(CopyIn.class, guest, tree.toString(), "/srv/copies/");
        assertThat(copied.err()).doesNotContain("CopyIn:");
        assertThat(copied.status()).as(copied.err()).isZero();
        assertThat(copied.out()).isEqualTo("/srv/copies/tree\n");

        try (GuestFS g = new GuestFS()) {
            g.addDrive(guest, o -> o.readonly(true).format("raw"));
            g.launch();
            g.mountRo("/dev/sda2", "/");
            assertThat(g.cat("/srv/copies/tree/sub/tool")).isEqualTo("#!/bin/sh\n");
            assertThat(g.lstatns("/srv/copies/tree/sub/tool").stMode() & 0111).isEqualTo(0111);
            assertThat(g.readlink("/srv/copies/tree/link")).isEqualTo("sub/tool");
        }
    }

    @Test
    void mountLocalShowsFilesToOtherPrograms() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")) && onPath("fusermount"), "FUSE is not there");
        Path directory = Files.createDirectory(dir.resolve("mnt"));
        // Waits until the example has mounted, then for the answers, and ends the example.
        Process program = new ProcessBuilder(
                        "timeout",
                        "500",
                        "sh",
                        "-c",
                        "until grep -q \" $0 fuse\" /proc/self/mounts; do sleep 0.2; done;"
                                + " cat \"$0/etc/hostname\" \"$0/boot/only-here\"; fusermount -u \"$0\"",
                        directory.toString())
                .start();

        ExampleRun.Result result = ExampleRun.of(MountLocal.class, guest, directory.toString());

        assertThat(result.err()).doesNotContain("MountLocal:");
        assertThat(result.out()).contains("The files are in " + directory, "Unmounted");
        assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("example-host\nfrom the file system of /boot\n");
        assertThat(program.waitFor()).isZero();
    }

    @Test
    void cancelUploadGoesOnWithTheSameHandle() throws Exception {
        ExampleRun.Result result = ExampleRun.of(CancelUpload.class);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("The upload ended: upload:", "The handle still works: made ext4");
    }

    @Test
    void makeFixedAppliancePutsOneIntoADirectory(@TempDir Path directory) throws Exception {
        Path appliance = directory.resolve("appliance");
        ExampleRun.Result result = ExampleRun.of(MakeFixedAppliance.class, appliance.toString());

        assertThat(result.err()).doesNotContain("MakeFixedAppliance:");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("LIBGUESTFS_PATH=" + appliance);
        assertThat(appliance.toFile().list()).contains("README.fixed", "kernel", "initrd", "root");
    }

    @Test
    void watchEventsPrintsTheCallsOfTheProgramAndTheLaunch() throws Exception {
        ExampleRun.Result result = ExampleRun.of(WatchEvents.class, guest);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .containsSubsequence(
                        "trace           launch\n", "launch_done", "list_devices = [\"/dev/sda\"]", "close");
    }

    @Test
    void doctorFindsThisHostFitAndLaunches() throws Exception {
        ExampleRun.Result result = ExampleRun.of(Doctor.class, "--launch");

        assertThat(result.out())
                .containsPattern("qemu +ok +/.*version \\d")
                .containsPattern("launch +ok +An appliance was launched, saw /dev/sda")
                .doesNotContainPattern("(?m)^\\S+ +fault ");
        assertThat(result.status()).as(result.err()).isZero();
    }

    @Test
    void doctorSpeaksJsonAndRefusesWordsItDoesNotKnow() throws Exception {
        ExampleRun.Result result = ExampleRun.of(Doctor.class, "--json");
        assertThat(result.out()).startsWith("{").contains("\"fine\" : true", "\"area\" : \"kvm\"");
        assertThat(result.status()).as(result.err()).isZero();

        ExampleRun.Result wrong = ExampleRun.of(Doctor.class, "--lunch");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("usage: Doctor");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                CreateDisk.class,
                InspectGuest.class,
                CatFile.class,
                CopyIn.class,
                MountLocal.class,
                WatchEvents.class
            })
    void anExampleWithoutArgumentsSaysHowItIsUsed(Class<?> example) throws Exception {
        ExampleRun.Result result = ExampleRun.of(example);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("usage: " + example.getSimpleName());
    }

    @Test
    void aMissingImageIsAnErrorThatNamesIt() throws IOException, InterruptedException {
        String missing = dir.resolve("missing.img").toString();

        ExampleRun.Result result = ExampleRun.of(CatFile.class, missing, "/etc/fstab");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains(missing).doesNotContain("\tat ");
    }
}

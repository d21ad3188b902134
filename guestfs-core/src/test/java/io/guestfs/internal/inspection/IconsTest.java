package io.guestfs.internal.inspection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.InspectGetIconOptions;
import io.guestfs.calls.InspectionCalls;
import io.guestfs.calls.TransferCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logos of guests, some of them no logos at all. */
class IconsTest {

    private static final String FAVICON = "/etc/favicon.png";
    private static final String DEBIAN = "/usr/share/pixmaps/debian-logo.png";

    private final Map<String, byte[]> files = new HashMap<>();

    private int major = 9;

    private byte[] icon(String type, String distro, InspectGetIconOptions options) {
        ScriptedCalls calls = new ScriptedCalls()
                .with("inspectGetType", type)
                .with("inspectGetDistro", distro)
                .with("inspectGetMajorVersion", major)
                .with("inspectGetMinorVersion", 1)
                .with("inspectGetWindowsSystemroot", "/WINDOWS")
                .script("exists", args -> files.keySet().stream().anyMatch(name -> name.startsWith((String) args[0])))
                .script("caseSensitivePath", args -> args[0])
                .script("isFile", args -> files.containsKey(args[0]))
                .script("filesize", args -> (long) content(args[0]).length)
                .script("pread", args -> Arrays.copyOf(content(args[0]), Math.min(24, content(args[0]).length)))
                .script("download", args -> write(content(args[0]), (OutputStream) args[1]));
        return new Icons(
                        calls.as(InspectionCalls.class),
                        calls.as(FilesCalls.class),
                        calls.as(DirectoriesCalls.class),
                        calls.as(TransferCalls.class))
                .inspectGetIcon("/dev/sda1", options);
    }

    private byte[] content(Object path) {
        byte[] content = files.get(path);
        if (content == null) {
            throw new IllegalArgumentException("no file " + path);
        }
        return content;
    }

    private static Object write(byte[] content, OutputStream out) {
        try {
            out.write(content);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] png(int width, int height, int size) {
        return ByteBuffer.allocate(size)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height)
                .array();
    }

    @Test
    void theFaviconComesFirst() {
        files.put(FAVICON, png(16, 16, 500));
        files.put(DEBIAN, png(64, 64, 1000));

        assertThat(icon("linux", "debian", new InspectGetIconOptions())).hasSize(500);
        assertThat(icon("linux", "debian", new InspectGetIconOptions().favicon(false)))
                .hasSize(1000);
        assertThat(icon("linux", "debian", new InspectGetIconOptions().highquality(true)))
                .hasSize(1000);
    }

    @Test
    void withoutALogoTheIconIsEmpty() {
        assertThat(icon("linux", "fedora", new InspectGetIconOptions())).isEmpty();
        assertThat(icon("windows", "windows", new InspectGetIconOptions())).isEmpty();
        assertThat(icon("unknown", "unknown", new InspectGetIconOptions())).isEmpty();
    }

    @Test
    void whatIsNoSensibleImageIsPassedOver() {
        files.put(DEBIAN, png(64, 64, 1000));
        for (byte[] bad : new byte[][] {
            new byte[0], new byte[1000], png(15, 64, 1000), png(64, 1025, 1000), png(-1, 64, 1000), png(16, 16, 1025)
        }) {
            files.put(FAVICON, bad);
            assertThat(icon("linux", "debian", new InspectGetIconOptions())).hasSize(1000);
        }
    }

    @Test
    void windowsHasItsLogoInAProgram() {
        files.put(
                "/WINDOWS/explorer.exe",
                WindowsProgram.withBitmaps(
                        false,
                        Map.of(143, WindowsProgram.bitmap(32, 32, 8), 6801, WindowsProgram.bitmap(54, 162, 32))));
        for (int version : new int[] {5, 6}) {
            major = version;
            ByteBuffer png = ByteBuffer.wrap(icon("windows", "windows", new InspectGetIconOptions()));
            assertThat(png.getLong(0)).isEqualTo(0x89504E470D0A1A0AL);
            assertThat(png.getInt(20)).as("height").isEqualTo(version == 5 ? 32 : 55);
        }
        files.put("/WINDOWS/SysWOW64/explorer.exe", WindowsProgram.empty(false));
        assertThat(icon("windows", "windows", new InspectGetIconOptions())).isEmpty();
        files.put("/WINDOWS/SysWOW64/explorer.exe", new byte[5 * 1024 * 1024]);
        assertThat(icon("windows", "windows", new InspectGetIconOptions())).isNotEmpty();
    }

    @Test
    void cirrosHasALogoOfText() {
        assertThat(icon("linux", "cirros", new InspectGetIconOptions())).isEmpty();
        files.put("/usr/share/cirros/logo", "/_\\\n".getBytes(US_ASCII));
        assertThat(ByteBuffer.wrap(icon("linux", "cirros", new InspectGetIconOptions()))
                        .getInt(16))
                .as("width")
                .isEqualTo(26);
        files.put("/usr/share/cirros/logo", new byte[5000]);
        assertThat(icon("linux", "cirros", new InspectGetIconOptions())).isEmpty();
    }
}

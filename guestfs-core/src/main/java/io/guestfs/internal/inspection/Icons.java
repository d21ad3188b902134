package io.guestfs.internal.inspection;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.InspectGetIconOptions;
import io.guestfs.calls.InspectionCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.internal.local.IconsHome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Logos that guests bring along. Most are PNG images, and what is no sensible one is passed over. Those of Windows XP, of
 * Windows 7 and of CirrOS are made into PNG images here. No program is run on any of them.
 */
public final class Icons implements IconsHome {

    private static final String CALL = "inspect_get_icon";
    private static final String ICONS = "/usr/share/icons/hicolor/";
    private static final int SMALL = 2 * 1024;
    private static final int LARGE = 100 * 1024;
    private static final String TEXT_LOGO = "/usr/share/cirros/logo";
    private static final int LARGEST_TEXT = 4 * 1024;
    private static final byte[] NONE = {};

    /** The eight bytes of PNG, then the header chunk: length, name, width, height. */
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;

    private static final int HEADER_NAME = 0x49484452;
    private static final int HEADER_SIZE = 24;
    private static final int SMALLEST_SIDE = 16;
    private static final int BYTES_PER_PIXEL = 4;

    /**
     * Where a logo may be.
     *
     * @param path in the guest
     * @param limit of its size in bytes, 0 for what its pixels need
     */
    private record Place(String path, int limit) {

        static List<Place> of(String... paths) {
            return Stream.of(paths).map(path -> new Place(path, 0)).toList();
        }
    }

    private final InspectionCalls inspection;
    private final FilesCalls files;
    private final DirectoriesCalls directories;
    private final GuestFile file;

    /**
     * Makes the home.
     *
     * @param inspection knows what kind of system it is
     * @param files looks at files
     * @param directories finds them whatever the case of their names
     * @param transfer fetches them
     */
    public Icons(InspectionCalls inspection, FilesCalls files, DirectoriesCalls directories, TransferCalls transfer) {
        this.inspection = inspection;
        this.files = files;
        this.directories = directories;
        file = new GuestFile(files, transfer);
    }

    @Override
    public byte[] inspectGetIcon(String root, InspectGetIconOptions options) {
        boolean highQuality = Boolean.TRUE.equals(options.given().get("highquality"));
        boolean favicon = !Boolean.FALSE.equals(options.given().get("favicon")) && !highQuality;
        byte[] icon = favicon ? read(new Place("/etc/favicon.png", 0)) : NONE;
        if (icon.length > 0) {
            return icon;
        }
        return switch (inspection.inspectGetType(root)) {
            case "linux", "hurd" -> unix(root, inspection.inspectGetDistro(root), highQuality);
            case "windows" -> windows(root);
            default -> NONE;
        };
    }

    private byte[] unix(String root, String distro, boolean highQuality) {
        if (distro.equals("cirros")) {
            return drawing();
        }
        for (Place place : logos(root, distro, highQuality)) {
            byte[] png = read(place);
            if (png.length > 0) {
                return png;
            }
        }
        return NONE;
    }

    private byte[] drawing() {
        if (!file.isFile(TEXT_LOGO) || files.filesize(TEXT_LOGO) > LARGEST_TEXT) {
            return NONE;
        }
        return TextLogo.draw(file.lines(CALL, TEXT_LOGO, LARGEST_TEXT)).png();
    }

    private List<Place> logos(String root, String distro, boolean highQuality) {
        return switch (distro) {
            case "fedora" -> Place.of(ICONS + "96x96/apps/fedora-logo-icon.png");
            case "rhel", "redhat-based", "centos", "circle", "rocky", "scientificlinux", "oraclelinux" ->
                List.of(new Place(
                        inspection.inspectGetMajorVersion(root) < 7
                                ? "/usr/share/pixmaps/redhat/shadowman-transparent.png"
                                : ICONS + "96x96/apps/system-logo-icon.png",
                        LARGE));
            case "debian" -> List.of(new Place("/usr/share/pixmaps/debian-logo.png", SMALL));
            case "ubuntu" ->
                highQuality
                        ? List.of()
                        : List.of(
                                new Place("/usr/share/icons/gnome/24x24/places/ubuntu-logo.png", SMALL),
                                new Place("/usr/share/help/C/ubuntu-help/figures/ubuntu-logo.png", SMALL));
            case "mageia" -> Place.of("/usr/share/icons/mageia.png");
            case "opensuse", "sles", "suse-based" ->
                Place.of(ICONS + "48x48/apps/distributor.png", ICONS + "24x24/apps/distributor.png");
            case "voidlinux" -> Place.of("/usr/share/void-artwork/void-logo.png");
            case "altlinux" -> Place.of(ICONS + "48x48/apps/altlinux.png");
            case "gentoo" -> Place.of("/usr/share/icons/gentoo/48x48/gentoo.png");
            case "openmandriva" -> Place.of("/usr/share/icons/large/mandriva.png", "/usr/share/icons/mandriva.png");
            default -> List.of();
        };
    }

    private byte[] windows(String root) {
        return switch (inspection.inspectGetMajorVersion(root) + "." + inspection.inspectGetMinorVersion(root)) {
            case "5.1" -> inProgram(root, WindowsLogo.OF_XP);
            case "6.1" -> inProgram(root, WindowsLogo.OF_7);
            // The only one that has its logo in a file of its own.
            case "6.2" -> read(new Place("/ProgramData/Microsoft/Windows Live/WLive48x48.png", 0));
            default -> NONE;
        };
    }

    private byte[] inProgram(String root, WindowsLogo logo) {
        String windows = inspection.inspectGetWindowsSystemroot(root);
        for (List<String> names : logo.programs()) {
            String program = find(windows, names);
            if (file.isFile(program) && files.filesize(program) <= WindowsLogo.LARGEST_PROGRAM) {
                return logo.in(file.read(CALL, program, WindowsLogo.LARGEST_PROGRAM))
                        .map(Picture::png)
                        .orElse(NONE);
            }
        }
        return NONE;
    }

    /** Goes down from a directory, as far as there is something. */
    private String find(String directory, List<String> names) {
        String path = directory;
        for (String name : names) {
            if (!files.exists(path)) {
                return path;
            }
            path = directories.caseSensitivePath(path + "/" + name);
        }
        return path;
    }

    /** Reads a logo; empty when it is missing, no PNG image, or of absurd size. */
    private byte[] read(Place place) {
        if (!file.isFile(place.path())) {
            return NONE;
        }
        ByteBuffer header = ByteBuffer.wrap(files.pread(place.path(), HEADER_SIZE, 0));
        if (header.remaining() < HEADER_SIZE || header.getLong() != SIGNATURE) {
            return NONE;
        }
        header.getInt();
        boolean named = header.getInt() == HEADER_NAME;
        int width = header.getInt();
        int height = header.getInt();
        if (!named || !sensible(width) || !sensible(height)) {
            return NONE;
        }
        int limit = place.limit() == 0 ? BYTES_PER_PIXEL * width * height : place.limit();
        return files.filesize(place.path()) > limit ? NONE : file.read(CALL, place.path(), limit);
    }

    private static boolean sensible(int side) {
        return side >= SMALLEST_SIDE && side <= Picture.LARGEST_SIDE;
    }
}

package io.guestfs.internal.inspection;

import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.InspectGetIconOptions;
import io.guestfs.calls.InspectionCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.internal.local.IconsHome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Logos that guests bring along. No program is run on them: what is no sensible PNG image already is passed over, which
 * leaves out the logos inside of Windows programs and the text logo of CirrOS.
 */
public final class Icons implements IconsHome {

    private static final String CALL = "inspect_get_icon";
    private static final String ICONS = "/usr/share/icons/hicolor/";
    private static final int SMALL = 2 * 1024;
    private static final int LARGE = 100 * 1024;

    /** The eight bytes of PNG, then the header chunk: length, name, width, height. */
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;

    private static final int HEADER_NAME = 0x49484452;
    private static final int HEADER_SIZE = 24;
    private static final int SMALLEST_SIDE = 16;
    private static final int LARGEST_SIDE = 1024;
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
    private final GuestFile file;

    /**
     * Makes the home.
     *
     * @param inspection knows what kind of system it is
     * @param files looks at files
     * @param transfer fetches them
     */
    public Icons(InspectionCalls inspection, FilesCalls files, TransferCalls transfer) {
        this.inspection = inspection;
        this.files = files;
        file = new GuestFile(files, transfer);
    }

    @Override
    public byte[] inspectGetIcon(String root, InspectGetIconOptions options) {
        boolean highQuality = Boolean.TRUE.equals(options.given().get("highquality"));
        boolean favicon = !Boolean.FALSE.equals(options.given().get("favicon")) && !highQuality;
        List<Place> places = new ArrayList<>(favicon ? Place.of("/etc/favicon.png") : List.of());
        places.addAll(
                switch (inspection.inspectGetType(root)) {
                    case "linux", "hurd" -> logos(root, inspection.inspectGetDistro(root), highQuality);
                    case "windows" -> windows(root);
                    default -> List.of();
                });
        for (Place place : places) {
            byte[] png = read(place);
            if (png.length > 0) {
                return png;
            }
        }
        return new byte[0];
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

    /** Only Windows 8 has its logo in a file of its own. */
    private List<Place> windows(String root) {
        boolean eight = inspection.inspectGetMajorVersion(root) == 6 && inspection.inspectGetMinorVersion(root) == 2;
        return eight ? Place.of("/ProgramData/Microsoft/Windows Live/WLive48x48.png") : List.of();
    }

    /** Reads a logo; empty when it is missing, no PNG image, or of absurd size. */
    private byte[] read(Place place) {
        if (!files.isFile(place.path(), o -> o.followsymlinks(true))) {
            return new byte[0];
        }
        ByteBuffer header = ByteBuffer.wrap(files.pread(place.path(), HEADER_SIZE, 0));
        if (header.remaining() < HEADER_SIZE || header.getLong() != SIGNATURE) {
            return new byte[0];
        }
        header.getInt();
        boolean named = header.getInt() == HEADER_NAME;
        int width = header.getInt();
        int height = header.getInt();
        if (!named || !sensible(width) || !sensible(height)) {
            return new byte[0];
        }
        int limit = place.limit() == 0 ? BYTES_PER_PIXEL * width * height : place.limit();
        return files.filesize(place.path()) > limit ? new byte[0] : file.read(CALL, place.path(), limit);
    }

    private static boolean sensible(int side) {
        return side >= SMALLEST_SIDE && side <= LARGEST_SIDE;
    }
}

package io.guestfs.internal.inspection;

import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.HivexCalls;
import io.guestfs.calls.InspectionCalls;
import io.guestfs.calls.TransferCalls;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.InspectionCodec;
import io.guestfs.internal.local.ApplicationsHome;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.structs.Application;
import io.guestfs.structs.Application2;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The applications that are installed in a guest, from whatever list its system keeps. */
public final class Applications implements ApplicationsHome {

    private static final String CALL = "inspect_list_applications2";
    private static final int LARGEST_LIST = 50 * 1024 * 1024;

    /** The original sorts bytes. */
    private static final Comparator<Application2> BY_NAME =
            (a, b) -> Arrays.compareUnsigned(WireText.encode(a.app2Name()), WireText.encode(b.app2Name()));

    private final CallRunner runner;
    private final InspectionCalls inspection;
    private final GuestFile file;
    private final PacmanDatabase pacman;
    private final WindowsUninstall windows;

    /**
     * Where the lists are read.
     *
     * @param files tells sizes
     * @param transfer fetches files
     * @param directories lists directories
     * @param hivex reads registries
     */
    public record Guest(FilesCalls files, TransferCalls transfer, DirectoriesCalls directories, HivexCalls hivex) {}

    /**
     * Makes the home.
     *
     * @param runner makes the calls that are not public
     * @param inspection knows what kind of system it is
     * @param guest where the lists are read
     */
    public Applications(CallRunner runner, InspectionCalls inspection, Guest guest) {
        this.runner = runner;
        this.inspection = inspection;
        file = new GuestFile(guest.files(), guest.transfer());
        pacman = new PacmanDatabase(guest.directories(), file);
        windows = new WindowsUninstall(guest.hivex(), file);
    }

    @Override
    public List<Application2> inspectListApplications2(String root) {
        return unsorted(root).stream().sorted(BY_NAME).toList();
    }

    private List<Application2> unsorted(String root) {
        ApplicationList applications = new ApplicationList(CALL);
        switch (inspection.inspectGetType(root)) {
            case "linux", "hurd" -> {
                String format = inspection.inspectGetPackageFormat(root);
                if (format.equals("rpm")) {
                    // One reply of the daemon holds them all, so they are no more than fit into that.
                    return runner.daemon(InspectionCodec.INTERNAL_LIST_RPM_APPLICATIONS, null);
                }
                packages(format, applications);
            }
            case "windows" -> windows.list(inspection.inspectGetWindowsSoftwareHive(root), applications);
            default -> {
                // No list is known there.
            }
        }
        return applications.found();
    }

    private void packages(String format, ApplicationList applications) {
        switch (format) {
            case "deb" -> DpkgStatus.parse(file.lines(CALL, "/var/lib/dpkg/status", LARGEST_LIST), applications);
            case "pacman" -> pacman.list(applications);
            case "apk" -> ApkInstalled.parse(file.lines(CALL, "/lib/apk/db/installed", LARGEST_LIST), applications);
            default -> {
                // A list that is not understood, such as that of portage.
            }
        }
    }

    @Override
    public List<Application> inspectListApplications(String root) {
        return inspection.inspectListApplications2(root).stream()
                .map(Applications::older)
                .toList();
    }

    private static Application older(Application2 a) {
        return new Application(
                a.app2Name(),
                a.app2DisplayName(),
                a.app2Epoch(),
                a.app2Version(),
                a.app2Release(),
                a.app2InstallPath(),
                a.app2TransPath(),
                a.app2Publisher(),
                a.app2Url(),
                a.app2SourcePackage(),
                a.app2Summary(),
                a.app2Description());
    }
}

package io.guestfs;

import io.guestfs.appliance.locate.ApplianceSearchPath;
import io.guestfs.appliance.locate.FixedCopy;
import io.guestfs.appliance.locate.SuperminAppliance;
import io.guestfs.appliance.qemu.MachineProfile;
import io.guestfs.appliance.report.ApplianceException;
import io.guestfs.appliance.report.LaunchListener;
import io.guestfs.appliance.workdir.BaseDirectories;
import io.guestfs.appliance.workdir.WorkDirectories;
import io.guestfs.error.GuestFSException;
import io.guestfs.internal.call.ErrorMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * Makes an appliance that stays as it is: a directory with a kernel, an initrd, a root disk and a file {@code README.fixed}. A
 * host or container with qemu, but without supermin and the packages that the appliance is built from, launches it when the
 * directory is its search path ({@link GuestFS#setPath}, or the variable {@code LIBGUESTFS_PATH}). The C library launches it too.
 *
 * <pre>{@code
 * FixedAppliance.make(Path.of("/srv/appliance"));
 * }</pre>
 *
 * <p>The copy does not follow updates of the host's packages: make it anew after them. It is meant for hosts of the same
 * architecture.
 */
public final class FixedAppliance {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private FixedAppliance() {}

    /**
     * Builds the appliance that a handle with settings from the environment would launch, where that is necessary, and copies it.
     * What the directory holds already of an earlier appliance is replaced. Takes some seconds, and a minute or more when the
     * appliance has to be built; needs about 500 MB in the directory.
     *
     * @param directory where to put it; made if it is missing
     * @throws GuestFSException if there is no appliance, it can't be built, or the directory can't be written; then the directory
     *     holds nothing that a launch would take for an appliance
     */
    public static void make(Path directory) {
        try (GuestFS g = new GuestFS();
                WorkDirectories work = new WorkDirectories(BaseDirectories.of(
                        Path.of(g.getTmpdir()), Path.of(g.getCachedir()), Path.of(g.getSockdir())))) {
            LaunchListener log = new ToLog();
            SuperminAppliance supermin = new SuperminAppliance(work, System.getenv(), log, LIMIT, g.getVerbose());
            ApplianceSearchPath path = new ApplianceSearchPath(
                    g.getPath(), MachineProfile.ofThisHost().hostCpu());
            new FixedCopy(path.find(supermin, log), directory).make();
        } catch (ApplianceException e) {
            throw ErrorMapper.launch(e);
        }
    }

    /** Nobody watches but the log. */
    private static final class ToLog implements LaunchListener {

        private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("guestfs.library");

        @Override
        public void debug(String line) {
            LOG.debug(line);
        }

        @Override
        public void warning(String line) {
            LOG.warn(line);
        }

        @Override
        public void applianceOutput(byte[] bytes) {
            // The last words of supermin are part of the exception.
        }

        @Override
        public void progress(int step) {
            // Nobody counts.
        }

        @Override
        public boolean aborted() {
            return false;
        }
    }
}

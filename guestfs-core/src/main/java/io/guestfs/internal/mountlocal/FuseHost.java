package io.guestfs.internal.mountlocal;

import io.guestfs.internal.mountlocal.libfuse.FuseUnavailableException;
import io.guestfs.internal.mountlocal.libfuse.LibFuse;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the local machine has for FUSE.
 *
 * @param device the device of the kernel
 * @param searchPath where programs are looked for, as in the variable PATH
 * @param opener opens libfuse; nothing native is loaded before
 */
public record FuseHost(Path device, String searchPath, Opener opener) {

    private static final List<String> PROGRAMS = List.of("fusermount", "fusermount3");

    /** Opens libfuse. */
    public interface Opener {
        /**
         * Opens it.
         *
         * @throws FuseUnavailableException if it is missing
         */
        LibFuse open() throws FuseUnavailableException;
    }

    /** The machine that this JVM runs on. */
    public static FuseHost local() {
        String path = System.getenv("PATH");
        return new FuseHost(Path.of("/dev/fuse"), path == null ? "/usr/bin:/bin" : path, LibFuse::open);
    }

    /**
     * Looks for everything that a mount needs.
     *
     * @return the library
     * @throws FuseUnavailableException if something is missing
     */
    LibFuse demand() throws FuseUnavailableException {
        unmountProgram();
        if (!Files.exists(device)) {
            throw new FuseUnavailableException(
                    device + " does not exist: load the kernel module fuse (modprobe fuse); a container must be given"
                            + " the device",
                    null);
        }
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
            throw new FuseUnavailableException(
                    device + " can't be opened by this user: ask for the permission, on some systems by joining the"
                            + " group fuse",
                    null);
        }
        return opener.open();
    }

    /**
     * Finds the program that unmounts.
     *
     * @return its path
     * @throws FuseUnavailableException if there is none
     */
    String unmountProgram() throws FuseUnavailableException {
        for (String directory : searchPath.split(File.pathSeparator, -1)) {
            for (String program : PROGRAMS) {
                Path file = Path.of(directory, program);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        throw new FuseUnavailableException(
                "the program fusermount is not on the PATH: install FUSE (package fuse3 or fuse)", null);
    }
}

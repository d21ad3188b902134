package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Locale;

/** The functions of libfuse 2 and of the C library that a mount needs. */
public final class LibFuse {

    private static final String FILE = "libfuse.so.2";

    final NativeFunction mount;
    final NativeFunction unmount;
    final NativeFunction create;
    final NativeFunction destroy;
    final NativeFunction session;
    final NativeFunction freeArguments;
    final NativeFunction descriptor;
    final NativeFunction bufferSize;
    final NativeFunction receive;
    final NativeFunction process;
    final NativeFunction context;
    final NativeFunction poll;
    final StatLayout stat;

    private LibFuse(Library fuse, StatLayout stat) throws FuseUnavailableException {
        this.stat = stat;
        mount = function(fuse, "fuse_mount", Type.POINTER, Type.POINTER, Type.POINTER);
        unmount = function(fuse, "fuse_unmount", Type.VOID, Type.POINTER, Type.POINTER);
        create = new NativeFunction(
                creator(fuse), Type.POINTER, Type.POINTER, Type.POINTER, Type.POINTER, Type.SINT64, Type.POINTER);
        destroy = function(fuse, "fuse_destroy", Type.VOID, Type.POINTER);
        session = function(fuse, "fuse_get_session", Type.POINTER, Type.POINTER);
        freeArguments = function(fuse, "fuse_opt_free_args", Type.VOID, Type.POINTER);
        descriptor = function(fuse, "fuse_chan_fd", Type.SINT32, Type.POINTER);
        bufferSize = function(fuse, "fuse_chan_bufsize", Type.SINT64, Type.POINTER);
        receive = function(fuse, "fuse_chan_recv", Type.SINT32, Type.POINTER, Type.POINTER, Type.SINT64);
        process = function(
                fuse, "fuse_session_process", Type.VOID, Type.POINTER, Type.POINTER, Type.SINT64, Type.POINTER);
        context = function(fuse, "fuse_get_context", Type.POINTER);
        poll = function(Library.getDefault(), "poll", Type.SINT32, Type.POINTER, Type.SINT64, Type.SINT32);
    }

    /**
     * Opens the library.
     *
     * @return its functions
     * @throws FuseUnavailableException if it is not installed or can't be used on this machine
     */
    public static LibFuse open() throws FuseUnavailableException {
        StatLayout stat = StatLayout.of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        try {
            Library library = Library.openLibrary(FILE, Library.NOW | Library.LOCAL);
            if (library == null) {
                throw new FuseUnavailableException(
                        FILE + " can't be opened (" + Library.getLastError()
                                + "): install libfuse 2 (package libfuse2 on Debian, fuse-libs on Fedora)",
                        null);
            }
            return new LibFuse(library, stat);
        } catch (LinkageError e) {
            throw new FuseUnavailableException(
                    "native code can't be called (" + e
                            + "): put com.github.jnr:jffi with its native part on the class path",
                    e);
        }
    }

    /**
     * The library holds several functions named fuse_new, and glibc gives the oldest to those who do not say which; it
     * takes other arguments. C libraries without versions of symbols have one function only.
     */
    private static long creator(Library fuse) throws FuseUnavailableException {
        long plain = address(fuse, "fuse_new");
        long open = Library.getDefault().getSymbolAddress("dlopen");
        long lookUp = Library.getDefault().getSymbolAddress("dlvsym");
        if (open == 0 || lookUp == 0) {
            return plain;
        }
        try (CText file = new CText(FILE);
                CText name = new CText("fuse_new");
                CText version = new CText("FUSE_2.6")) {
            long handle = new NativeFunction(open, Type.POINTER, Type.POINTER, Type.SINT32)
                    .callAddress(file.address, Library.NOW);
            long versioned = new NativeFunction(lookUp, Type.POINTER, Type.POINTER, Type.POINTER, Type.POINTER)
                    .callAddress(handle, name.address, version.address);
            return versioned == 0 ? plain : versioned;
        }
    }

    private static NativeFunction function(Library library, String name, Type result, Type... parameters)
            throws FuseUnavailableException {
        return new NativeFunction(address(library, name), result, parameters);
    }

    private static long address(Library library, String name) throws FuseUnavailableException {
        long address = library.getSymbolAddress(name);
        if (address == 0) {
            throw new FuseUnavailableException(
                    String.format(Locale.ROOT, "%s has no function %s: install libfuse 2.9", FILE, name), null);
        }
        return address;
    }
}

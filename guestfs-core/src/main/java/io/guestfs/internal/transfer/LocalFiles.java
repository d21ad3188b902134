package io.guestfs.internal.transfer;

import io.guestfs.error.ErrorNumber;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Looks at files of the host, and tells the errno behind a failure of Java's. */
public final class LocalFiles {

    private LocalFiles() {}

    /** Fails when a file can't be read: missing, a directory, forbidden. */
    public static void checkReadable(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (!Files.isReadable(path)) {
            // Asking for the attributes makes the JDK tell which of the reasons it is.
            Files.readAttributes(path, "size");
            throw new AccessDeniedException(path.toString());
        }
    }

    /** Fails when a file can't be written or made. Nothing is touched. */
    public static void checkWritable(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (Files.exists(path)) {
            if (!Files.isWritable(path)) {
                throw new AccessDeniedException(path.toString());
            }
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.readAttributes(parent, "size");
            throw new NotDirectoryException(parent.toString());
        }
    }

    /** Tells whether it is a file of the host itself, and not one that Java reads in another way: in an archive, from a server. */
    static boolean ofThisHost(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /** Tells whether reading or writing it may wait for somebody else. */
    static boolean mayBlock(Path path) {
        return !ofThisHost(path) || (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    /** Tells the error number of a failure, as far as Java gives it away. */
    public static ErrorNumber errno(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ErrorNumber.ENOENT;
        }
        if (failure instanceof AccessDeniedException) {
            return ErrorNumber.EACCES;
        }
        if (failure instanceof NotDirectoryException) {
            return ErrorNumber.ENOTDIR;
        }
        if (failure instanceof FileNotFoundException || failure.getMessage() != null) {
            return byText(String.valueOf(failure.getMessage()));
        }
        return ErrorNumber.EIO;
    }

    private static ErrorNumber byText(String text) {
        if (text.contains("No space left on device")) {
            return ErrorNumber.ENOSPC;
        }
        if (text.contains("Is a directory")) {
            return ErrorNumber.EISDIR;
        }
        if (text.contains("No such file or directory")) {
            return ErrorNumber.ENOENT;
        }
        if (text.contains("Permission denied")) {
            return ErrorNumber.EACCES;
        }
        if (text.contains("Read-only file system")) {
            return ErrorNumber.EROFS;
        }
        if (text.contains("Broken pipe")) {
            return ErrorNumber.EPIPE;
        }
        return ErrorNumber.EIO;
    }

    /** Tells why a failure happened, without the file name and the class names of Java. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (failure instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}

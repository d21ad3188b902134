package io.guestfs.internal.mountlocal.libfuse;

/**
 * What answers the kernel.
 *
 * @param operations does what is asked
 * @param failures gives the error number of an operation that failed
 */
public record Requests(FileSystemOperations operations, Failures failures) {

    /** Turns failures into error numbers. */
    public interface Failures {
        /**
         * Gives the number that the kernel is told.
         *
         * @param failure why an operation failed
         * @return a positive error number
         */
        int errno(Throwable failure);
    }
}

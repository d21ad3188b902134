package io.guestfs.bench;

import java.nio.file.Path;
import java.util.List;

/** The calls that are measured, in either library. */
interface LibraryUnderTest extends AutoCloseable {

    /** Makes one round trip. */
    void ping() throws Exception;

    /** Sends a file. */
    void upload(Path file) throws Exception;

    /** Receives a file. */
    void download(Path file) throws Exception;

    /** Receives a list of structures. */
    Object lstatnslist(List<String> names) throws Exception;
}

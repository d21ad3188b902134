package io.guestfs.internal.transfer;

import io.guestfs.protocol.session.ChunkSink;
import io.guestfs.protocol.session.ChunkSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the caller gave for a file argument.
 *
 * @param name how traces and messages name it; null when the caller gave null
 * @param path the file on the host that can be looked at before anything is sent, or null for streams
 * @param source where an upload reads, or null
 * @param sink where a download writes, or null
 */
public record FileArgument(
        @Nullable String name,
        @Nullable Path path,
        @Nullable ChunkSource source,
        @Nullable ChunkSink sink) {

    static final FileArgument MISSING = new FileArgument(null, null, null, null);

    /** A name that no file of this host can have. */
    static FileArgument impossible(String name) {
        return new FileArgument(name, null, null, null);
    }

    /** Tells whether the name is one that no file of this host can have. */
    public boolean impossible() {
        return name != null && source == null && sink == null;
    }
}

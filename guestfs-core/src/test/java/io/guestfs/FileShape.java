package io.guestfs;

import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** The shapes that callers may give a file argument. */
enum FileShape {
    STREAM(InputStream.class, OutputStream.class),
    CHANNEL(ReadableByteChannel.class, WritableByteChannel.class),
    PATH(Path.class, Path.class),
    NAME(String.class, String.class);

    private final Class<?> in;
    private final Class<?> out;

    FileShape(Class<?> in, Class<?> out) {
        this.in = in;
        this.out = out;
    }

    /** The Java type of a file argument of this shape. */
    Class<?> type(ParamSpec param) {
        return param.kind() == StringKind.FILE_IN ? in : out;
    }

    /** An empty stream for a file argument of a call that is not meant to get as far as reading it. */
    static Object placeholder(ParamSpec param) {
        return param.kind() == StringKind.FILE_IN ? new ByteArrayInputStream(new byte[0]) : new ByteArrayOutputStream();
    }

    /** Whether the size of a source is known before it is read. */
    boolean sized() {
        return this == PATH || this == NAME;
    }

    /** Makes the argument for a call, with that content if the call uploads it. */
    TransferredFile file(CallSpec call, Path directory, byte[] content) {
        try {
            return call.params().stream().anyMatch(param -> param.kind() == StringKind.FILE_IN)
                    ? TransferredFile.source(this, directory, content)
                    : TransferredFile.target(this, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

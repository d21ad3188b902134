package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import io.guestfs.protocol.description.StringKind;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** The ways in which Java code can give the file of an upload or download call. */
enum FileShape {
    NAME(String.class, String.class, "named by a string"),
    PATH(Path.class, Path.class, "given as a path"),
    STREAM(InputStream.class, OutputStream.class, "given as a stream, which stays open"),
    CHANNEL(ReadableByteChannel.class, WritableByteChannel.class, "given as a channel, which stays open");

    private final Class<?> in;
    private final Class<?> out;
    private final String phrase;

    FileShape(Class<?> in, Class<?> out, String phrase) {
        this.in = in;
        this.out = out;
        this.phrase = phrase;
    }

    /** Returns the Java type for an upload ({@link StringKind#FILE_IN}) or a download. */
    ClassName type(StringKind kind) {
        return ClassName.get(kind == StringKind.FILE_IN ? in : out);
    }

    /** Returns words that say how the file is given. */
    String phrase() {
        return phrase;
    }
}

package io.guestfs.internal.transfer;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns the shapes that callers give for file arguments into one. A null stays recognisable for the check of arguments. */
public final class FileArguments {

    private FileArguments() {}

    /** Reads from a file of the host by name; {@code /dev/stdin} and {@code /dev/fd/0} mean our own standard input. */
    public static FileArgument in(@Nullable String name) {
        if (name == null) {
            return FileArgument.MISSING;
        }
        if (name.equals("/dev/stdin") || name.equals("/dev/fd/0")) {
            return new FileArgument(name, null, new StreamSource(new FileInputStream(FileDescriptor.in), name), null);
        }
        Path path = path(name);
        return path == null ? FileArgument.impossible(name) : in(path, name);
    }

    /** Reads from a file of the host. */
    public static FileArgument in(@Nullable Path path) {
        return path == null ? FileArgument.MISSING : in(path, path.toString());
    }

    private static FileArgument in(Path path, String name) {
        return new FileArgument(name, path, new PathSource(path, name), null);
    }

    /** Reads from a stream until its end; the stream is not closed. */
    public static FileArgument in(@Nullable InputStream stream) {
        return stream == null
                ? FileArgument.MISSING
                : new FileArgument("<stream>", null, new StreamSource(stream, "<stream>"), null);
    }

    /** Reads from a channel until its end; the channel is not closed. */
    public static FileArgument in(@Nullable ReadableByteChannel channel) {
        return channel == null
                ? FileArgument.MISSING
                : new FileArgument("<channel>", null, new ChannelSource(channel), null);
    }

    /**
     * Writes to a file of the host by name; {@code /dev/stdout}, {@code /dev/stderr} and {@code /dev/fd/1},
     * {@code /dev/fd/2} mean our own streams and are not opened anew.
     */
    public static FileArgument out(@Nullable String name) {
        if (name == null) {
            return FileArgument.MISSING;
        }
        return switch (name) {
            case "/dev/stdout", "/dev/fd/1" -> standard(name, FileDescriptor.out);
            case "/dev/stderr", "/dev/fd/2" -> standard(name, FileDescriptor.err);
            default -> {
                Path path = path(name);
                yield path == null ? FileArgument.impossible(name) : out(path, name);
            }
        };
    }

    /** A stream and no channel: a transfer that is given up closes its channel, and the program would have lost its output. */
    private static FileArgument standard(String name, FileDescriptor descriptor) {
        return new FileArgument(name, null, null, new StreamSink(new FileOutputStream(descriptor), name));
    }

    /** Writes to a file of the host, which is made or emptied first. */
    public static FileArgument out(@Nullable Path path) {
        return path == null ? FileArgument.MISSING : out(path, path.toString());
    }

    private static FileArgument out(Path path, String name) {
        return new FileArgument(name, path, null, new PathSink(path, name));
    }

    /** Writes to a stream; the stream is flushed at the end, not closed. */
    public static FileArgument out(@Nullable OutputStream stream) {
        return stream == null
                ? FileArgument.MISSING
                : new FileArgument("<stream>", null, null, new StreamSink(stream, "<stream>"));
    }

    /** Writes to a channel; the channel is not closed. */
    public static FileArgument out(@Nullable WritableByteChannel channel) {
        return channel == null
                ? FileArgument.MISSING
                : new FileArgument("<channel>", null, null, new ChannelSink(channel, "<channel>"));
    }

    private static @Nullable Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}

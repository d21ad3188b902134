package io.guestfs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file argument.
 *
 * @param argument what the call is given
 * @param shape its shape
 * @param path the file behind it, if it has one
 * @param memory what was downloaded, if it is not a file
 */
record TransferredFile(Object argument, FileShape shape, Path path, ByteArrayOutputStream memory)
        implements AutoCloseable {

    static TransferredFile source(FileShape shape, Path directory, byte[] content) throws IOException {
        Path path = directory.resolve("upload");
        ByteArrayInputStream stream = new ByteArrayInputStream(content);
        if (shape.sized()) {
            Files.write(path, content);
        }
        Object argument = switch (shape) {
            case STREAM -> stream;
            case CHANNEL -> Channels.newChannel(stream);
            case PATH -> path;
            case NAME -> path.toString();
        };
        return new TransferredFile(argument, shape, path, new ByteArrayOutputStream());
    }

    static TransferredFile target(FileShape shape, Path directory) throws IOException {
        Path path = directory.resolve("download");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Object argument = switch (shape) {
            case STREAM -> stream;
            case CHANNEL -> Channels.newChannel(stream);
            case PATH -> path;
            case NAME -> path.toString();
        };
        return new TransferredFile(argument, shape, path, stream);
    }

    byte[] received() {
        try {
            return shape.sized() ? Files.readAllBytes(path) : memory.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

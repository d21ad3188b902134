package io.guestfs.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The miniature description of the tests, or a copy of it with mistakes put in. */
public final class MiniDescription {
    private final Path folder;

    private MiniDescription(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder of the description without mistakes. */
    public static Path original() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(MiniDescription.class.getResource("/mini"))
                .toURI());
    }

    /** Makes a copy that may be changed. */
    public static MiniDescription copyTo(Path folder) throws IOException, URISyntaxException {
        Path original = original();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(original.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return new MiniDescription(folder);
    }

    /** Replaces the first place where a text stands. */
    public MiniDescription edit(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        int start = text.indexOf(from);
        Files.writeString(folder.resolve(file), text.substring(0, start) + to + text.substring(start + from.length()));
        return this;
    }

    /** Returns the folder of the copy. */
    public Path folder() {
        return folder;
    }
}

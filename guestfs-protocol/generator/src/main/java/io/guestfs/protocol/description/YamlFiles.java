package io.guestfs.protocol.description;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The folder of the description: each of its files is a list of entries. */
final class YamlFiles {
    private static final int LARGEST_FILE = 16 * 1024 * 1024;

    private final Path folder;

    YamlFiles(Path folder) {
        this.folder = folder;
    }

    /** Reads one file, named relative to the folder. */
    List<YamlEntry> read(String file) throws IOException {
        Node node = compose(file, Files.readString(folder.resolve(file), StandardCharsets.UTF_8));
        if (!(node instanceof SequenceNode sequence)) {
            throw new DescriptionException(YamlEntry.originOf(file, node), "the file must be a list of entries");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlEntry(file, item, ""))
                .toList();
    }

    /** Lists the YAML files of a subfolder without their extension, sorted. */
    List<String> names(String subfolder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(subfolder))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    private static Node compose(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(LARGEST_FILE)
                .build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new DescriptionException(new Origin(file, 1), "the file is empty"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new DescriptionException(new Origin(file, line), "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new DescriptionException(new Origin(file, 0), "not YAML: " + e.getMessage());
        }
    }
}

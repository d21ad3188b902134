package io.guestfs.it;

import io.guestfs.GuestFS;
import io.guestfs.calls.AddDriveOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sixty ways to add a drive, for this library and the C library alike. */
final class DriveCombinations {

    /** Who may read from the web server. */
    static final String USER = "me";

    /** The password. */
    static final String SECRET = "secret";

    private static final int SIZE = 1 << 20;

    /**
     * A drive to be added.
     *
     * @param filename the first argument
     * @param options names and values: texts, booleans, numbers and, for {@code server}, a text
     */
    record Combination(String filename, Map<String, Object> options) {

        /** Adds it to a handle. */
        void addTo(GuestFS g) {
            g.addDrive(filename, words());
        }

        private AddDriveOptions words() {
            AddDriveOptions words = new AddDriveOptions();
            options.forEach((name, value) -> {
                switch (name) {
                    case "readonly" -> words.readonly((Boolean) value);
                    case "copyonread" -> words.copyonread((Boolean) value);
                    case "blocksize" -> words.blocksize((Integer) value);
                    case "server" -> words.server(List.of((String) value));
                    case "format" -> words.format((String) value);
                    case "label" -> words.label((String) value);
                    case "name" -> words.name((String) value);
                    case "cachemode" -> words.cachemode((String) value);
                    case "discard" -> words.discard((String) value);
                    case "protocol" -> words.protocol((String) value);
                    case "username" -> words.username((String) value);
                    case "secret" -> words.secret((String) value);
                    default -> throw new IllegalArgumentException(name);
                }
            });
            return words;
        }

        /** The same in guestfish's words. */
        String command() {
            StringBuilder words = new StringBuilder("add-drive " + quoted(filename));
            options.forEach((name, value) -> words.append(' ').append(quoted(name + ":" + value)));
            return words.toString();
        }

        private static String quoted(String word) {
            return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    private final Path directory;
    private final String nbd;
    private final String http;
    private final List<Combination> all = new ArrayList<>();

    /**
     * Makes the images.
     *
     * @param directory where
     * @param nbd a server with a raw image under the empty name
     * @param http a server with a raw image called {@code /image}
     */
    DriveCombinations(Path directory, String nbd, String http) throws Exception {
        this.directory = directory;
        this.nbd = nbd;
        this.http = http;
        for (String source : List.of("raw", "qcow2", "chain", "odd", "nbd", "http")) {
            for (Map<String, Object> options : optionSets(source)) {
                all.add(combination(source, options));
            }
        }
    }

    List<Combination> all() {
        return all;
    }

    private static List<Map<String, Object>> optionSets(String source) {
        if (source.equals("http")) {
            return webOptionSets();
        }
        boolean server = source.equals("nbd");
        String format = source.equals("qcow2") || source.equals("chain") ? "qcow2" : "raw";
        List<Map<String, Object>> sets = new ArrayList<>();
        sets.add(Map.of("format", format));
        sets.add(Map.of("format", format, "readonly", true));
        sets.add(Map.of("format", format, "cachemode", "unsafe", "label", label(source, "u")));
        sets.add(Map.of("format", format, "discard", "besteffort"));
        sets.add(Map.of("format", format, "discard", "enable"));
        sets.add(Map.of("format", format, "copyonread", true));
        sets.add(Map.of("format", format, "blocksize", 4096));
        sets.add(Map.of("format", format, "readonly", true, "blocksize", 512, "label", label(source, "r")));
        sets.add(Map.of("format", format, "name", "a hint", "cachemode", "writeback"));
        // An image with a backing file wants its format here, and the C library wants that of a server's image.
        sets.add(
                source.equals("chain") || server
                        ? Map.of("format", format, "discard", "disable", "readonly", server)
                        : Map.of("readonly", source.equals("odd")));
        return sets;
    }

    /** What can only be read. */
    private static List<Map<String, Object>> webOptionSets() {
        List<Map<String, Object>> sets = new ArrayList<>();
        for (String cachemode : List.of("writeback", "unsafe")) {
            for (String discard : List.of("disable", "besteffort")) {
                sets.add(Map.of("format", "raw", "readonly", true, "cachemode", cachemode, "discard", discard));
            }
        }
        for (int blocksize : new int[] {512, 4096}) {
            sets.add(Map.of("format", "raw", "readonly", true, "blocksize", blocksize));
            sets.add(Map.of("format", "raw", "readonly", true, "blocksize", blocksize, "copyonread", true));
        }
        sets.add(Map.of("format", "raw", "readonly", true, "label", "web"));
        sets.add(Map.of("format", "raw", "readonly", true, "name", "a hint"));
        return sets;
    }

    private static String label(String source, String suffix) {
        return source.replaceAll("[^a-z]", "") + suffix;
    }

    private Combination combination(String source, Map<String, Object> options) throws Exception {
        Map<String, Object> given = new LinkedHashMap<>(options);
        int number = all.size();
        String name = switch (source) {
            case "raw" -> raw("raw" + number, number);
            case "qcow2" -> qcow2("q" + number + ".qcow2", raw("below" + number, number));
            case "chain" -> chain(number);
            case "odd" -> raw("-o," + number + ":b=c d\u00e9'", number);
            case "nbd" -> "";
            default -> "/image";
        };
        if (source.equals("nbd") || source.equals("http")) {
            given.put("protocol", source);
            given.put("server", source.equals("nbd") ? nbd : http);
            if (source.equals("http")) {
                given.put("username", USER);
                given.put("secret", SECRET);
            }
        }
        return new Combination(name, given);
    }

    /** Makes a raw image with a text at its start. */
    String raw(String name, int number) throws IOException {
        Path file = directory.resolve(name);
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(SIZE + number * 4096L);
            image.write(("drive " + number + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return file.toString();
    }

    private String qcow2(String name, String from) throws Exception {
        Path file = directory.resolve(name);
        MarkedImage.run(List.of("qemu-img", "convert", "-f", "raw", "-O", "qcow2", from, file.toString()));
        return file.toString();
    }

    /** Three images, each of which names the next by a relative path. */
    private String chain(int number) throws Exception {
        Path below = Files.createDirectories(directory.resolve("be,low"));
        raw("be,low/raw" + number, number);
        MarkedImage.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                "raw" + number,
                "-F",
                "raw",
                "" + below.resolve("m" + number)));
        Path top = directory.resolve("top" + number);
        MarkedImage.run(List.of(
                "qemu-img", "create", "-q", "-f", "qcow2", "-b", "be,low/m" + number, "-F", "qcow2", top.toString()));
        return top.toString();
    }
}

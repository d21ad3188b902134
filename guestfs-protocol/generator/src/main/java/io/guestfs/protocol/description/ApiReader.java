package io.guestfs.protocol.description;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the YAML files of the description. A wrong shape (an unknown key or word, a missing key) stops it with a
 * {@link DescriptionException} that names the file and the line; whether the entries make sense together is for
 * {@link ApiChecks}.
 */
public final class ApiReader {
    private final YamlFiles files;

    private ApiReader(Path folder) {
        this.files = new YamlFiles(folder);
    }

    /**
     * Reads a whole description.
     *
     * @param folder folder with {@code procedures.yaml}, {@code events.yaml}, {@code structs.yaml}, {@code families.yaml},
     *     {@code groups.yaml} and one file per family in {@code calls}
     * @return the description
     * @throws IOException if a file is missing or cannot be read
     * @throws DescriptionException if a file does not have the shape it should have
     */
    public static ApiDescription read(Path folder) throws IOException {
        return new ApiReader(folder).description();
    }

    private ApiDescription description() throws IOException {
        return new ApiDescription(
                all("procedures.yaml", ApiReader::procedure),
                all("events.yaml", ApiReader::event),
                all("structs.yaml", ApiReader::struct),
                families(),
                all("groups.yaml", ApiReader::group));
    }

    private List<FamilySpec> families() throws IOException {
        List<FamilySpec> families = new ArrayList<>();
        for (FamilySpec family : all("families.yaml", ApiReader::family)) {
            List<CallSpec> calls = all("calls/" + family.name() + ".yaml", CallReader::call);
            families.add(new FamilySpec(family.origin(), family.name(), family.title(), family.intro(), calls));
        }
        List<String> known = families.stream().map(FamilySpec::name).toList();
        for (String name : files.names("calls")) {
            if (!known.contains(name)) {
                throw new DescriptionException(
                        new Origin("calls/" + name + ".yaml", 1), "families.yaml has no family " + name);
            }
        }
        return List.copyOf(families);
    }

    private <T> List<T> all(String file, Function<YamlEntry, T> reader) throws IOException {
        return each(files.read(file), reader);
    }

    /** Reads each entry and sees to it that nothing in it was overlooked. */
    static <T> List<T> each(List<YamlEntry> entries, Function<YamlEntry, T> reader) {
        List<T> result = new ArrayList<>();
        for (YamlEntry entry : entries) {
            result.add(reader.apply(entry));
            entry.finish();
        }
        return List.copyOf(result);
    }

    private static ProcedureSpec procedure(YamlEntry entry) {
        String name = entry.name("procedure");
        return new ProcedureSpec(entry.origin(), entry.number("number"), name);
    }

    private static EventSpec event(YamlEntry entry) {
        String name = entry.name("event");
        return new EventSpec(
                entry.origin(),
                entry.number("bit"),
                name,
                entry.word("payload", EventPayload.class),
                entry.text("text"));
    }

    private static StructSpec struct(YamlEntry entry) {
        String name = entry.name("struct");
        return new StructSpec(
                entry.origin(),
                name,
                entry.text("java"),
                entry.truth("internal"),
                entry.text("summary"),
                each(entry.entries("fields"), ApiReader::field));
    }

    private static FieldSpec field(YamlEntry entry) {
        String name = entry.name("field");
        return new FieldSpec(entry.origin(), name, entry.word("type", FieldType.class), entry.text("text"));
    }

    private static FamilySpec family(YamlEntry entry) {
        String name = entry.name("family");
        return new FamilySpec(entry.origin(), name, entry.text("title"), entry.text("intro"), List.of());
    }

    private static GroupSpec group(YamlEntry entry) {
        String name = entry.name("group");
        return new GroupSpec(entry.origin(), name, entry.text("text"));
    }
}

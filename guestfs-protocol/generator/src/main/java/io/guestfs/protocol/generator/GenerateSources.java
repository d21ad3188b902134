package io.guestfs.protocol.generator;

import io.guestfs.protocol.description.ApiChecks;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.ApiReader;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Reads the API description, checks it and writes the Java sources of the calls. */
public final class GenerateSources {
    private GenerateSources() {}

    /**
     * Runs the generator.
     *
     * @param args the output folder, whose other contents are deleted
     * @throws IOException if the description cannot be read or the sources cannot be written
     * @throws io.guestfs.protocol.description.DescriptionException if the description is wrong
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("expected one argument, the output folder");
        }
        generate(bundledDescription()).writeTo(Path.of(args[0]));
    }

    /** Reads and checks the description that comes with the generator. */
    static ApiDescription bundledDescription() throws IOException {
        return descriptionBeside(Objects.requireNonNull(
                GenerateSources.class.getResource("/api/procedures.yaml"), "the description is missing"));
    }

    /** Reads and checks the description that one of its files, in a folder or in a jar, belongs to. */
    static ApiDescription descriptionBeside(URL file) throws IOException {
        URI uri = URI.create(file.toString());
        if (!uri.getScheme().equals("jar")) {
            return checked(Path.of(uri).resolveSibling(""));
        }
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
            String entry = uri.getSchemeSpecificPart()
                    .substring(uri.getSchemeSpecificPart().lastIndexOf('!') + 1);
            return checked(jar.getPath(entry).resolveSibling(""));
        }
    }

    /** Reads and checks a description. */
    static ApiDescription checked(Path folder) throws IOException {
        ApiDescription api = ApiReader.read(folder);
        ApiChecks.check(api);
        return api;
    }

    /** Writes all sources of a description. */
    static SourceFiles generate(ApiDescription api) {
        SourceFiles files = new SourceFiles();
        new FamilyInterfaceWriter(api).write(files);
        new OptionsWriter(api).write(files);
        new StructWriter(api).write(files);
        new EventKindWriter(api).write(files);
        new CodecWriter(api).write(files);
        new StructCodecsWriter(api).write(files);
        new LocalInterfaceWriter(api).write(files);
        new CallStubsWriter(api).write(files);
        files.addPackage(
                JavaTypes.STRUCTS,
                "The records that calls return; their components are the fields of the C" + " library in camel case.");
        files.addPackage(
                JavaTypes.CODEC, "How arguments go onto the wire and results come off it, one class per" + " family.");
        files.addPackage(
                JavaTypes.LOCAL, "What the homes of the library calls have to answer, one interface per" + " home.");
        return files;
    }
}

package io.guestfs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The public words of the C library's own Java binding, read from the class files in its jar. None of its code is run:
 * that would need the C library, and it is the instructions that tell which optional arguments a method looks for.
 *
 * @param methods all public methods of its handle
 * @param constants the public constants of its handle with their values
 * @param structs the fields of each of its structures with their types
 */
record OriginalBinding(
        List<OriginalMethod> methods, Map<String, Long> constants, Map<String, Map<String, String>> structs) {

    private static final Path JARS = Path.of("/usr/share/java");
    private static final String PACKAGE = "com/redhat/et/libguestfs/";
    private static final String HANDLE = PACKAGE + "GuestFS";

    /**
     * A method of the handle. Types are written as in Java, without packages.
     *
     * @param name the name, {@code <init>} for constructors
     * @param params the types of the parameters, without the map of optional arguments
     * @param returns the type of the result
     * @param options the optional arguments that the method looks for, with their types; null if it takes none
     */
    record OriginalMethod(
            String name,
            List<String> params,
            String returns,
            @Nullable Map<String, String> options) {}

    /** Reads the jar, or skips the test where the binding is not installed. */
    static OriginalBinding installed() {
        Path jar = jar();
        assumeTrue(
                jar != null,
                "the Java binding of the C library is not installed (libguestfs-java): run"
                        + " guestfs-appliance/host-setup");
        try (JarFile file = new JarFile(jar.toFile())) {
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Path jar() {
        if (!Files.isDirectory(JARS)) {
            return null;
        }
        try (Stream<Path> jars = Files.list(JARS)) {
            return jars.filter(jar -> jar.getFileName().toString().matches("libguestfs-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OriginalBinding read(JarFile jar) throws IOException {
        OriginalBinding binding = new OriginalBinding(new ArrayList<>(), new TreeMap<>(), new TreeMap<>());
        for (var entry :
                jar.stream().filter(file -> file.getName().endsWith(".class")).toList()) {
            String name = entry.getName().substring(0, entry.getName().length() - ".class".length());
            try (InputStream in = jar.getInputStream(entry)) {
                ClassReader reader = new ClassReader(in);
                if (name.equals(HANDLE)) {
                    reader.accept(binding.new Handle(), ClassReader.SKIP_DEBUG);
                } else if (!name.endsWith("Callback") && !name.contains("LibGuestFS")) {
                    reader.accept(binding.new Structure(name.substring(PACKAGE.length())), ClassReader.SKIP_CODE);
                }
            }
        }
        return binding;
    }

    private static boolean open(int access) {
        return (access & Opcodes.ACC_PUBLIC) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
    }

    private static String word(Type type) {
        String name = type.getClassName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private final class Handle extends ClassVisitor {
        Handle() {
            super(Opcodes.ASM9);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String type, @Nullable String generics, @Nullable Object value) {
            if (open(access) && value instanceof Long number) {
                constants.put(name, number);
            }
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String type, @Nullable String generics, String @Nullable [] failures) {
            if (!open(access)) {
                return null;
            }
            List<String> params = new ArrayList<>(Stream.of(Type.getArgumentTypes(type))
                    .map(OriginalBinding::word)
                    .toList());
            Map<String, String> options = params.remove("Map") ? new LinkedHashMap<>() : null;
            methods.add(new OriginalMethod(name, params, word(Type.getReturnType(type)), options));
            return options == null ? null : new Options(options);
        }
    }

    /** Sees a name being looked up in the map, and then the cast of what was found. */
    private static final class Options extends MethodVisitor {
        private final Map<String, String> found;
        private @Nullable String constant;
        private @Nullable String lookedUp;

        Options(Map<String, String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant = value instanceof String text ? text : null;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
            if (owner.equals("java/util/Map") && name.equals("get")) {
                lookedUp = constant;
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            if (opcode == Opcodes.CHECKCAST && lookedUp != null) {
                found.put(lookedUp, word(Type.getObjectType(type)));
                lookedUp = null;
            }
        }
    }

    private final class Structure extends ClassVisitor {
        private final Map<String, String> fields = new LinkedHashMap<>();

        Structure(String name) {
            super(Opcodes.ASM9);
            structs.put(name, fields);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String type, @Nullable String generics, @Nullable Object value) {
            if (open(access)) {
                fields.put(name, word(Type.getType(type)));
            }
            return null;
        }
    }
}

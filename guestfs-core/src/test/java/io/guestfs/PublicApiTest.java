package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users of the library can name, against a list under version control: no public word comes, goes or changes
 * without somebody having looked at it.
 */
class PublicApiTest {

    private static final String REWRITE = "public-api.rewrite";

    private static final Path FILE = Description.sources("guestfs-core/src/test/resources/public-api.txt");

    @Test
    void isTheOneThatIsWrittenDown() throws IOException {
        List<String> present = describe();
        if (Boolean.getBoolean(REWRITE)) {
            Files.write(FILE, present, StandardCharsets.UTF_8);
        }
        List<String> written = Files.readAllLines(FILE, StandardCharsets.UTF_8);

        assertThat(difference(present, written))
                .as(
                        "The public interface has changed ('+' is new, '-' is gone). If that is meant, run this test with -D"
                                + REWRITE + "=true and commit " + FILE.getFileName()
                                + "; a word that is gone or changed breaks the programs of users.")
                .isEmpty();
    }

    private static List<String> difference(List<String> present, List<String> written) {
        List<String> lines = new ArrayList<>();
        new TreeSet<>(present)
                .stream()
                        .filter(line -> !written.contains(line))
                        .map("+ "::concat)
                        .forEach(lines::add);
        new TreeSet<>(written)
                .stream()
                        .filter(line -> !present.contains(line))
                        .map("- "::concat)
                        .forEach(lines::add);
        return lines;
    }

    private static List<String> describe() {
        return LibraryClasses.load().stream()
                .filter(LibraryClasses::exported)
                .map(type -> (Class<?>) type.reflect())
                .filter(PublicApiTest::reachable)
                .flatMap(PublicApiTest::lines)
                .sorted()
                .distinct()
                .toList();
    }

    private static boolean reachable(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && (outer == null || reachable(outer));
    }

    private static Stream<String> lines(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        String prefix = type.getName() + ": ";
        visible(type.getDeclaredFields()).map(field -> prefix + field(field)).forEach(lines::add);
        visible(type.getDeclaredConstructors())
                .map(constructor -> prefix + parameters("new", constructor))
                .forEach(lines::add);
        visible(type.getDeclaredMethods())
                .filter(method -> !isOfObject(method))
                .map(method -> prefix + method(method))
                .forEach(lines::add);
        return lines.stream();
    }

    private static <M extends Member> Stream<M> visible(M[] members) {
        return Arrays.stream(members)
                .filter(member -> !member.isSynthetic())
                .filter(member ->
                        Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }

    private static String header(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String parents = parents(type)
                .map(Class::getName)
                .filter(name -> !name.startsWith("java.lang."))
                .collect(Collectors.joining(", "));
        String sealed = type.isSealed() ? "sealed " : "";
        return type.getName() + " is a " + sealed + kind + (parents.isEmpty() ? "" : " of " + parents);
    }

    /** The public parents; what stands between them and the type is not seen by users. */
    private static Stream<Class<?>> parents(Class<?> type) {
        return Stream.<Class<?>>concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .flatMap(parent -> Modifier.isPublic(parent.getModifiers()) ? Stream.of(parent) : parents(parent));
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static String field(Field field) {
        return modifier(field) + field.getGenericType().getTypeName() + " " + field.getName();
    }

    private static String method(Method method) {
        return modifier(method)
                + (method.isDefault() ? "default " : "")
                + (method.isAnnotationPresent(Deprecated.class) ? "deprecated " : "")
                + parameters(method.getGenericReturnType().getTypeName() + " " + method.getName(), method);
    }

    private static String modifier(Member member) {
        return (Modifier.isStatic(member.getModifiers()) ? "static " : "")
                + (Modifier.isProtected(member.getModifiers()) ? "protected " : "");
    }

    private static String parameters(String name, Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(java.lang.reflect.Type::getTypeName)
                .collect(Collectors.joining(", ", name + "(", ")"))
                .replace("java.lang.", "");
    }
}

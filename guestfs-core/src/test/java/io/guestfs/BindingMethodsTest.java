package io.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.OriginalBinding.OriginalMethod;
import io.guestfs.calls.CallOptions;
import io.guestfs.event.EventKind;
import io.guestfs.protocol.description.JavaNames;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares our public interface with that of the C library's own Java binding, where that is installed: every method,
 * optional argument, constant and structure of it must be here, apart from what {@link BindingDifferences} lists. The
 * binding may be older than the library that is ported; what came since is compared by nobody else.
 */
class BindingMethodsTest {

    /** How the types of the binding are written here. */
    private static final Map<String, String> TYPES = Map.of(
            "String[]", "List<String>",
            "Map", "Map<String, String>",
            "Boolean", "boolean",
            "Integer", "int",
            "Long", "long");

    private static OriginalBinding original = new OriginalBinding(List.of(), Map.of(), Map.of());

    @BeforeAll
    static void read() {
        original = OriginalBinding.installed();
    }

    @Test
    void everyMethodIsHere() {
        List<String> missing = new ArrayList<>();
        for (OriginalMethod method : original.methods()) {
            if (!BindingDifferences.covers(method.name())
                    && ours(method).findAny().isEmpty()) {
                missing.add(method.toString());
            }
        }
        assertThat(original.methods()).hasSizeGreaterThan(600);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyOptionalArgumentHasASetter() {
        List<String> missing = new ArrayList<>();
        int compared = 0;
        for (OriginalMethod method : original.methods()) {
            Map<String, String> options = method.options() == null ? Map.of() : method.options();
            if (BindingDifferences.covers(method.name())
                    || ours(method).findAny().isEmpty()) {
                continue;
            }
            Class<?> setters = ours(method)
                    .map(BindingMethodsTest::lastParameter)
                    .findFirst()
                    .orElseThrow();
            for (Map.Entry<String, String> option : options.entrySet()) {
                compared++;
                if (!hasSetter(setters, option)) {
                    missing.add(method.name() + ": " + option);
                }
            }
        }
        assertThat(compared).isGreaterThan(200);
        assertThat(missing).isEmpty();
    }

    /** Also for the call whose parameter is another one. */
    @Test
    void theCallWithALibvirtDomainHasAllOptions() {
        OriginalMethod method = original.methods().stream()
                .filter(candidate -> candidate.name().equals("add_libvirt_dom") && candidate.options() != null)
                .findFirst()
                .orElseThrow();
        Map<String, String> options = method.options() == null ? Map.of() : method.options();

        assertThat(options).isNotEmpty();
        assertThat(options.entrySet())
                .allMatch(option -> hasSetter(io.guestfs.calls.AddLibvirtDomOptions.class, option));
    }

    @Test
    void everyStructureIsARecordWithTheSameFields() {
        Map<String, Class<?>> records = records();
        List<String> missing = new ArrayList<>();
        original.structs().forEach((name, fields) -> {
            Class<?> type = records.get(name.toLowerCase(Locale.ROOT));
            if (type == null) {
                missing.add(name);
            } else {
                fields.forEach((field, fieldType) -> {
                    boolean meant = BindingDifferences.FIELDS.containsKey(name + "." + field);
                    if (meant == hasComponent(type, field, fieldType)) {
                        missing.add(name + "." + field + ": " + fieldType);
                    }
                });
            }
        });
        assertThat(original.structs()).hasSizeGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyEventConstantIsAKind() {
        Map<String, Long> kinds = new LinkedHashMap<>();
        for (EventKind kind : EventKind.values()) {
            kinds.put("EVENT_" + kind.name(), kind.bit());
        }
        Map<String, Long> constants = new LinkedHashMap<>(original.constants());
        BindingDifferences.CONSTANTS.keySet().forEach(constants::remove);

        assertThat(constants).isNotEmpty().isEqualTo(sorted(kinds, constants));
    }

    private static Map<String, Long> sorted(Map<String, Long> kinds, Map<String, Long> order) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        order.keySet().stream().filter(kinds::containsKey).forEach(name -> sorted.put(name, kinds.get(name)));
        return sorted;
    }

    @Test
    void theTableOfDifferencesHoldsNothingOld() {
        List<String> old = BindingDifferences.METHODS.keySet().stream()
                .filter(entry -> original.methods().stream()
                        .filter(method -> BindingDifferences.matches(entry, method.name()))
                        .allMatch(method -> ours(method).findAny().isPresent()))
                .toList();
        assertThat(old).isEmpty();
    }

    @Test
    void theTableOfDifferencesIsInTheGuideToPorting() throws IOException {
        String guide = Files.readString(Description.sources("docs/porting.md"));
        TreeSet<String> entries = new TreeSet<>(BindingDifferences.METHODS.keySet());
        entries.remove("<init>");
        entries.add("new GuestFS(map)");
        entries.addAll(BindingDifferences.CONSTANTS.keySet());
        entries.addAll(BindingDifferences.FIELDS.keySet());

        assertThat(entries).allMatch(entry -> guide.contains("`" + entry + "`") || guide.contains(entry + "("));
    }

    /** Our methods that can stand for one of the binding. */
    private static Stream<Method> ours(OriginalMethod method) {
        String name = JavaNames.camelCase(method.name());
        return parents(GuestFS.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(candidate -> candidate.getName().equals(name) && Modifier.isPublic(candidate.getModifiers()))
                .filter(candidate -> !candidate.isBridge())
                .filter(candidate -> sameResult(method.returns(), word(candidate.getGenericReturnType())))
                .filter(candidate -> params(candidate).equals(expected(method)));
    }

    /** A type with all it stands on: only where a method is declared its types are whole. */
    private static Stream<Class<?>> parents(Class<?> type) {
        return Stream.concat(
                Stream.of(type),
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                        .flatMap(BindingMethodsTest::parents));
    }

    private static List<String> expected(OriginalMethod method) {
        List<String> params = new ArrayList<>();
        method.params().forEach(param -> params.add(TYPES.getOrDefault(param, param)));
        if (method.options() != null) {
            params.add("options");
        }
        return params;
    }

    private static List<String> params(Method method) {
        List<String> params = new ArrayList<>();
        for (Type type : method.getGenericParameterTypes()) {
            boolean options = type instanceof Class<?> raw && CallOptions.class.isAssignableFrom(raw);
            params.add(options ? "options" : word(type));
        }
        return params;
    }

    /** Text is text or bytes: the binding has no way to give bytes. Lists of structures are arrays there. */
    private static boolean sameResult(String theirs, String ours) {
        String wanted = TYPES.getOrDefault(theirs, theirs);
        if (theirs.equals("String") && ours.equals("byte[]")) {
            return true;
        }
        if (theirs.endsWith("[]") && ours.startsWith("List<")) {
            return ours.equalsIgnoreCase("List<" + theirs.substring(0, theirs.length() - 2) + ">");
        }
        return wanted.equalsIgnoreCase(ours);
    }

    private static Class<?> lastParameter(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length == 0 ? void.class : types[types.length - 1];
    }

    private static boolean hasSetter(Class<?> setters, Map.Entry<String, String> option) {
        return Arrays.stream(setters.getMethods())
                .filter(method -> method.getName().equals(JavaNames.camelCase(option.getKey())))
                .anyMatch(method ->
                        params(method).equals(List.of(TYPES.getOrDefault(option.getValue(), option.getValue()))));
    }

    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> records = new LinkedHashMap<>();
        LibraryClasses.load().stream()
                .filter(type -> type.getPackageName().equals("io.guestfs.structs") && type.isRecord())
                .forEach(type -> records.put(type.getSimpleName().toLowerCase(Locale.ROOT), type.reflect()));
        return records;
    }

    /** Unsigned numbers of 32 bits are {@code long} here, and fields that hold bytes are {@code byte[]}. */
    private static boolean hasComponent(Class<?> type, String field, String theirs) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(JavaNames.camelCase(field)))
                .map(component -> word(component.getGenericType()))
                .anyMatch(ours -> ours.equals(theirs)
                        || (theirs.equals("int") && ours.equals("long"))
                        || (theirs.equals("String") && ours.equals("byte[]")));
    }

    private static String word(Type type) {
        return type.getTypeName().replaceAll("[a-zA-Z0-9_]+\\.", "");
    }
}

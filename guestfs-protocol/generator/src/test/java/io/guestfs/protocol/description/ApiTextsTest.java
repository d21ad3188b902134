package io.guestfs.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written about the calls of the real description is complete enough to work without another manual. */
class ApiTextsTest {

    private static ApiDescription api;

    @BeforeAll
    static void read() throws IOException {
        api = ApiReader.read(Path.of(System.getProperty("basedir", "."))
                .resolve("src/main/resources/api")
                .toAbsolutePath());
    }

    private static Stream<CallSpec> calls() {
        return api.calls().stream().filter(CallSpec::isPublicApi);
    }

    private static List<String> lacking(Predicate<CallSpec> rule) {
        return calls().filter(rule.negate()).map(CallSpec::name).toList();
    }

    @Test
    void everyCallNamesARelatedOne() {
        assertThat(lacking(call -> !call.text().see().isEmpty())).isEmpty();
    }

    @Test
    void everyCallSaysHowItFailsUnlessItCanNot() {
        Predicate<CallSpec> answersFromMemory = call -> call.isLibrary()
                && (call.params().isEmpty()
                        || call.name().startsWith("set_")
                        || call.name().startsWith("canonical_"));
        assertThat(lacking(answersFromMemory.or(call -> !call.text().errors().isEmpty())))
                .isEmpty();
    }

    @Test
    void everyArgumentAndResultIsExplained() {
        assertThat(lacking(call ->
                        call.params().stream().allMatch(param -> !param.text().isBlank())))
                .isEmpty();
        assertThat(lacking(call -> call.options().stream()
                        .allMatch(option -> !option.text().isBlank())))
                .isEmpty();
        assertThat(lacking(call -> call.returns().type() == ReturnType.ERR
                        || !call.returns().text().isBlank()))
                .isEmpty();
    }

    /** Lists, tables, files and several options: how they look in Java is not obvious. */
    @Test
    void whatIsNotObviousHasAnExample() {
        Set<ReturnType> many = Set.of(ReturnType.HASHTABLE, ReturnType.STRUCT_LIST);
        Predicate<CallSpec> obvious = call -> call.options().size() < 2
                && call.params().stream().noneMatch(param -> param.isFile() || param.type() == ParamType.STRING_LIST)
                && !many.contains(call.returns().type());
        Predicate<CallSpec> deprecated = call -> call.deprecated() != null;

        assertThat(lacking(obvious.or(deprecated).or(call -> call.text().example() != null)))
                .isEmpty();
    }
}

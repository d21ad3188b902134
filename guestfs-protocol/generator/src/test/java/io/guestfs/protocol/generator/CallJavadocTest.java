package io.guestfs.protocol.generator;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallFlag;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ErrorSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ReturnType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Javadoc of every method of every call of the real description says what its user has to know. */
class CallJavadocTest {

    private static List<CallSpec> calls = List.of();
    private static Map<String, List<ParsedSources.Method>> methods = Map.of();

    @BeforeAll
    static void generate() throws IOException {
        ApiDescription api = GenerateSources.bundledDescription();
        calls = api.calls().stream().filter(CallSpec::isPublicApi).toList();
        methods = new ParsedSources(GenerateSources.generate(api).texts())
                .methods().stream()
                        .filter(method -> method.owner().endsWith("Calls.java"))
                        .collect(groupingBy(ParsedSources.Method::name));
    }

    /** All methods of a call, the main one first, then those of its further names. */
    private static List<ParsedSources.Method> methodsOf(CallSpec call) {
        return Stream.concat(Stream.of(call.name()), call.aliases().stream())
                .flatMap(name -> Objects.requireNonNull(methods.get(JavaNames.camelCase(name)), name).stream())
                .toList();
    }

    private static ParsedSources.Method mainMethod(CallSpec call) {
        return methodsOf(call).get(0);
    }

    /** The phrases that a method has to have and has not, with the name of the method. */
    private static List<String> lacking(BiFunction<CallSpec, ParsedSources.Method, List<String>> wanted) {
        List<String> lacking = new ArrayList<>();
        for (CallSpec call : calls) {
            for (ParsedSources.Method method : methodsOf(call)) {
                wanted.apply(call, method).stream()
                        .filter(phrase -> !method.javadoc().contains(phrase))
                        .forEach(phrase -> lacking.add(method.name() + ": " + phrase));
            }
        }
        return lacking;
    }

    @Test
    void everyMethodOfACallIsLookedAt() {
        assertThat(calls).hasSizeGreaterThan(550);
        assertThat(calls)
                .allSatisfy(call -> assertThat(methodsOf(call))
                        .as(call.name())
                        .hasSize(Overload.of(call).size() * (1 + call.aliases().size())));
    }

    @Test
    void everyMethodSaysSinceWhenThereIsSuchACallAndItsNameInC() {
        assertThat(lacking((call, method) -> List.of("Available since version " + call.since()
                        + " of the C library; there it is {@code guestfs_" + call.cName() + "}.")))
                .isEmpty();
    }

    @Test
    void everyMethodNamesTheFeatureGroupItNeeds() {
        assertThat(lacking((call, method) -> call.group() == null
                        ? List.of()
                        : List.of(
                                "Needs the feature group {@code " + call.group() + "} of the appliance",
                                "{@link FeaturesCalls#featureAvailable} tells whether it is there.")))
                .isEmpty();
    }

    @Test
    void everyMethodTellsItsLimits() {
        assertThat(lacking((call, method) ->
                        call.flags().stream().map(CallJavadocTest::limit).toList()))
                .isEmpty();
    }

    private static String limit(CallFlag flag) {
        return switch (flag) {
            case CANCELLABLE -> "can be ended early from another thread with {@code userCancel()}";
            case PROGRESS -> "reports how far it has come in events of kind";
            case CONFIG_ONLY -> "Only allowed before the launch.";
            case PROTOCOL_LIMIT -> "which holds about 4 MiB at most; larger data needs";
            case CONCURRENT -> "does not wait for a call that another thread is making";
        };
    }

    @Test
    void everyMethodExplainsArgumentsResultAndFailure() {
        assertThat(lacking((call, method) -> {
                    List<String> wanted = new ArrayList<>(List.of("@throws io.guestfs.error.GuestFSException if "));
                    call.params().forEach(param -> wanted.add("@param " + JavaNames.camelCase(param.name()) + " "));
                    if (call.returns().type() != ReturnType.ERR) {
                        wanted.add("@return ");
                    }
                    return wanted;
                }))
                .isEmpty();
    }

    @Test
    void everyMethodOfADeprecatedCallIsDeprecated() {
        assertThat(lacking((call, method) -> call.deprecated() == null ? List.of() : List.of("@deprecated ")))
                .isEmpty();
    }

    @Test
    void everyFurtherMethodPointsToTheMainOne() {
        assertThat(lacking((call, method) -> method.equals(mainMethod(call))
                        ? List.of()
                        : List.of("#" + JavaNames.camelCase(call.name()) + "}, where everything about it is said")))
                .isEmpty();
    }

    @Test
    void theMainMethodHasEverything() {
        assertThat(lacking((call, method) -> method.equals(mainMethod(call)) ? everything(call) : List.of()))
                .isEmpty();
    }

    private static List<String> everything(CallSpec call) {
        List<String> wanted = new ArrayList<>();
        for (String related : call.text().see()) {
            calls.stream()
                    .filter(other -> other.name().equals(related))
                    .forEach(other -> wanted.addAll(List.of("@see ", "Calls#" + JavaNames.camelCase(related))));
        }
        for (ErrorSpec error : call.text().errors()) {
            wanted.add(
                    error.errno().equals(ErrorSpec.NO_ERRNO)
                            ? "without an error number when "
                            : "with {@code " + error.errno() + "} when ");
        }
        for (OptionSpec option : call.options()) {
            wanted.add("{@code " + JavaNames.camelCase(option.name()) + "}: ");
            if (option.since() != null) {
                wanted.add("; needs an appliance of version " + option.since() + " or later");
            }
        }
        if (call.text().example() != null) {
            wanted.add("<p>Example: <pre>");
        }
        return wanted;
    }
}

package io.guestfs.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Puts one mistake after the other into the miniature description and expects the check to name it. */
class ApiChecksTest {
    private static final String THINGS = "calls/things.yaml";
    private static final String LOCAL = "calls/local.yaml";

    @TempDir
    Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(procedures(), names(), javaNames(), types(), references(), texts())
                .flatMap(mistakes -> mistakes);
    }

    private static Stream<Arguments> procedures() {
        String file = "procedures.yaml";
        return Stream.of(
                arguments(file, "number: 2", "number: 1", "procedure with_options: the number 1 belongs to take_all"),
                arguments(
                        file,
                        "name: with_options}",
                        "name: take_all}",
                        "procedure take_all: it already has the number 1"),
                arguments(file, "- {number: 7, name: get_bool}\n", "", "call get_bool: its home is the daemon"),
                arguments(file, "get_bool", "get_boll", "procedure get_boll: no call has this name"),
                arguments(file, "get_bool", "const_name", "call const_name: procedures.yaml gives it the number 7"));
    }

    private static Stream<Arguments> names() {
        return Stream.of(
                arguments(LOCAL, "name: pick", "name: pickIt_", "call pickIt_: the name pickIt_ is not lower snake"),
                arguments(LOCAL, "name: unseen", "name: Unseen", "call Unseen: the name Unseen is not lower snake"),
                arguments(LOCAL, "name: pick", "name: probe", "call probe: the same name stands at " + THINGS),
                arguments(
                        THINGS,
                        "[with_options_opts]",
                        "[take_all]",
                        "call with_options: the alias take_all is already a name of take_all"),
                arguments(THINGS, "name: plain", "name: Plain", "call take_all: the argument name Plain is not lower"),
                arguments(THINGS, "name: truth", "name: count", "call with_options: two arguments have the name count"),
                arguments(
                        LOCAL, "home: OtherHelper", "home: otherHelper", "call pick: the home otherHelper is neither"),
                arguments(THINGS, "since: \"1.0.1\"", "since: \"1.0\"", "call take_all: since must be a version"),
                arguments(
                        THINGS,
                        "since: \"1.1.5\"",
                        "since: new",
                        "call with_options: since of the option items must be a version"),
                arguments(
                        "structs.yaml",
                        "name: internal_pair",
                        "name: every_field",
                        "struct every_field: the same name stands at structs.yaml:1"),
                arguments(
                        "structs.yaml", "name: right", "name: left", "struct internal_pair: two fields are named left"),
                arguments(
                        "groups.yaml",
                        "- {name: extras",
                        "- {name: extras, text: twice}\n- {name: extras",
                        "group extras: the same name stands at groups.yaml:1"),
                arguments(
                        "families.yaml",
                        "- {name: local",
                        "- {name: local, title: Twice, intro: Twice.}\n- {name: local",
                        "family local: the same name stands at families.yaml:7"),
                arguments("events.yaml", "name: close", "name: trace", "event trace: the same name stands at"),
                arguments("events.yaml", "bit: 3", "bit: 2", "event trace: the bit 2 belongs to progress"));
    }

    private static Stream<Arguments> javaNames() {
        return Stream.of(
                arguments(LOCAL, "name: pick", "name: switch", "call switch: Java does not allow a method switch"),
                arguments(
                        LOCAL,
                        "name: pick",
                        "name: get_class",
                        "call get_class: Java does not allow a method getClass"),
                arguments(
                        LOCAL,
                        "name: pick",
                        "name: get_int_64",
                        "call get_int_64: its Java method getInt64 is also one of get_int64"),
                arguments(LOCAL, "name: pick", "name: probE", "call probE: its name differs from that of probe only"),
                arguments(
                        THINGS,
                        "name: plain",
                        "name: default",
                        "call take_all: Java does not allow a parameter default"),
                arguments(
                        THINGS,
                        "- {name: count, type: Int, text: how many}\n  options:",
                        "- {name: options, type: Int, text: how many}\n  options:",
                        "call with_options: Java does not allow a parameter options here"),
                arguments(
                        THINGS,
                        "name: plain, type: String, kind: PlainString, text: some text}\n    - {name: device",
                        "name: x_1, type: String, kind: PlainString, text: some text}\n    - {name: x1",
                        "call take_all: the parameters x_1 and x1 are the same in Java"),
                arguments(
                        THINGS, "name: truth", "name: given", "call with_options: Java does not allow a setter given"),
                arguments(THINGS, "name: truth", "name: to_string", "Java does not allow a setter toString"),
                arguments(
                        THINGS,
                        "name: small_number, type: OInt, text: a number}\n    - {name: large_number",
                        "name: x_1, type: OInt, text: a number}\n    - {name: x1",
                        "call with_options: the options x_1 and x1 are the same in Java"),
                arguments(LOCAL, "name: pick", "name: hostilE", "call hostilE: its class of options is also that of"),
                arguments(LOCAL, "name: pick", "name: call", "call call: CallOptions is the interface of all options"),
                arguments(
                        "structs.yaml",
                        "java: InternalPair",
                        "java: internalPair",
                        "struct internal_pair: Java allows no record internalPair"),
                arguments(
                        "structs.yaml",
                        "java: InternalPair",
                        "java: Everyfield",
                        "struct internal_pair: its record is also that of every_field"),
                arguments(
                        "structs.yaml",
                        "name: left",
                        "name: wait",
                        "struct internal_pair: Java allows no record component wait"),
                arguments("events.yaml", "bit: 3", "bit: 63", "event trace: it cannot be a constant with bit 63"));
    }

    private static Stream<Arguments> types() {
        String options = IntStream.range(0, 64)
                .mapToObj(number -> "    - {name: more" + number + ", type: OBool, text: more}\n")
                .collect(Collectors.joining());
        return Stream.of(
                arguments(
                        THINGS,
                        "  options:\n",
                        "  options:\n" + options,
                        "call with_options: it has 69 options, the bitmask holds 64"),
                arguments(
                        THINGS,
                        "kind: Pathname, text: where to",
                        "kind: FileOut, text: where to",
                        "call send_file: it has 2 files"),
                arguments(
                        THINGS,
                        "type: String, kind: FileIn",
                        "type: StringList, kind: FileIn",
                        "call send_file: the file filename must have the type String"),
                arguments(
                        THINGS,
                        "name: large, type: Int64",
                        "name: large, type: Pointer",
                        "call take_all: the pointer large means nothing to the daemon"),
                arguments(
                        THINGS,
                        "{type: RInt64,",
                        "{type: RConstString,",
                        "call get_int64: the daemon cannot return RConstString"),
                arguments(
                        THINGS,
                        "type: RStruct, struct: every_field",
                        "type: RStruct",
                        "call get_struct: its result does not say which struct"),
                arguments(
                        THINGS,
                        "type: RBool,",
                        "type: RBool, struct: every_field,",
                        "call get_bool: its result names a struct"));
    }

    private static Stream<Arguments> references() {
        return Stream.of(
                arguments(
                        THINGS,
                        "type: RStruct, struct: every_field",
                        "type: RStruct, struct: none",
                        "call get_struct: there is no struct none"),
                arguments(THINGS, "group: extras", "group: extra", "call send_file: there is no group extra"),
                arguments(
                        THINGS,
                        "deprecated: with_options",
                        "deprecated: nothing",
                        "call old_one: deprecated must name"),
                arguments(
                        THINGS,
                        "deprecated: with_options",
                        "deprecated: old_one",
                        "call old_one: deprecated must name"),
                arguments(THINGS, "deprecated: with_options", "deprecated: ''", "call old_one: deprecated must name"),
                arguments(
                        THINGS,
                        "see: [with_options, unseen]",
                        "see: [with_option]",
                        "call take_all: see names with_option"),
                arguments(THINGS, "[[with_options]]", "[[with option]]", "call take_all: [[with option]] is no call"),
                arguments(
                        "structs.yaml",
                        "text: a character",
                        "text: 'like [[nowhere]]'",
                        "struct every_field, field f_char: [[nowhere]] is no call"),
                arguments(
                        THINGS,
                        "errno: ENOENT",
                        "errno: ENOENTRY",
                        "call take_all: ENOENTRY is not the name of an error"));
    }

    private static Stream<Arguments> texts() {
        String sentence = ": the summary must be one sentence on one line that ends with a period";
        return Stream.of(
                arguments(THINGS, "argument of each type.", "argument of each type", "call take_all" + sentence),
                arguments(
                        THINGS,
                        "summary: Sends a file.",
                        "summary: |\n    Sends\n    a file.",
                        "call send_file" + sentence),
                arguments(THINGS, "summary: Sends a file.", "summary: ''", "call send_file" + sentence),
                arguments(THINGS, "    Its bytes go to the appliance.\n", "\n", "call send_file: the text is empty"),
                arguments(THINGS, "text: some text", "text: ''", "call take_all: the parameter plain has no text"),
                arguments(THINGS, "text: the mode", "text: ' '", "call send_file: the option mode has no text"),
                arguments(THINGS, "text: true if so", "text: ''", "call get_bool: the result has no text"),
                arguments(THINGS, "when: the tool refuses", "when: ''", "call take_all: the error - does not say when"),
                arguments(
                        "structs.yaml",
                        "text: the one",
                        "text: ''",
                        "struct internal_pair, field left: the text is empty"),
                arguments(
                        "groups.yaml",
                        "text: things that are not everywhere",
                        "text: ''",
                        "group extras: the text is empty"),
                arguments(
                        "families.yaml",
                        "intro: Calls that the library answers.",
                        "intro: ''",
                        "family local: the text is empty"),
                arguments(
                        "events.yaml",
                        "text: Raised during long calls.",
                        "text: ''",
                        "event progress: the text is empty"),
                arguments(THINGS, "`a literal`", "`a literal", "call take_all: a backtick has no partner"),
                arguments(THINGS, "Sends a file.", "Undescribed.", "call send_file: it still has the placeholder text"),
                arguments(
                        THINGS,
                        "text: the mode",
                        "text: undescribed",
                        "call send_file, option mode: it still has the placeholder text"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesTheMistake(String file, String from, String to, String problem) throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder).edit(file, from, to);

        assertThat(ApiChecks.problems(ApiReader.read(description.folder())))
                .as("problems after %s became %s", from, to)
                .anySatisfy(line -> assertThat(line)
                        .matches("[a-z/]+\\.yaml:[0-9]+: (?s).*")
                        .contains(problem));
    }

    @Test
    void acceptsTheDescriptionWithoutMistakes() throws Exception {
        assertThat(ApiChecks.problems(ApiReader.read(MiniDescription.original())))
                .isEmpty();
    }

    @Test
    void oneExceptionNamesAllMistakes() throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder)
                .edit(THINGS, "group: extras", "group: extra")
                .edit(LOCAL, "home: OtherHelper", "home: other helper");
        ApiDescription api = ApiReader.read(description.folder());

        assertThatThrownBy(() -> ApiChecks.check(api))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("wrong in 2 places")
                .hasMessageContaining("call send_file: there is no group extra")
                .hasMessageContaining("call pick: the home other helper");
    }
}

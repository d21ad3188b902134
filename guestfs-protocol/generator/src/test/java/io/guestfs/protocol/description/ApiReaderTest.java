package io.guestfs.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiReaderTest {
    private static final String THINGS = "calls/things.yaml";

    @TempDir
    Path folder;

    static Stream<Arguments> wrongShapes() {
        return Stream.of(
                arguments(THINGS, "  home: daemon\n", "", THINGS + ":1: call take_all: the key home is missing"),
                arguments(
                        THINGS,
                        "  since: \"1.0.2\"",
                        "  sinse: \"1.0.2\"\n  since: \"1.0.2\"",
                        THINGS + ":39: call with_options: unknown key sinse; known here are aliases, c_name,"),
                arguments(
                        THINGS,
                        "home: daemon",
                        "home: daemon\n  home: daemon",
                        THINGS + ":3: the key home is given twice"),
                arguments(
                        THINGS,
                        "visibility: public\n",
                        "visibility: open\n",
                        THINGS + ":4: call take_all: visibility has the unknown word open; known are public, "),
                arguments(
                        THINGS,
                        "kind: Device",
                        "kind: Disk",
                        THINGS + ":7: call take_all, parameter device: kind has the unknown word Disk"),
                arguments(
                        THINGS,
                        "type: Bool",
                        "type: Boolean",
                        THINGS + ":18: call take_all, parameter flag: type has the unknown word Boolean"),
                arguments(
                        THINGS,
                        "kind: Device, ",
                        "",
                        THINGS + ":7: call take_all, parameter device: the key kind is missing"),
                arguments(
                        THINGS,
                        "[config_only, ",
                        "[config_only, quick, ",
                        THINGS + ":23: call take_all: flags has the unknown word quick; known are cancellable, "),
                arguments(
                        THINGS,
                        "[config_only, ",
                        "[config_only, config_only, ",
                        THINGS + ":23: call take_all: flags has config_only twice"),
                arguments(
                        THINGS,
                        "see: [with_options, unseen]",
                        "see: with_options",
                        THINGS + ":36: call take_all: see must be a list"));
    }

    static Stream<Arguments> moreWrongShapes() {
        return Stream.of(
                arguments(
                        THINGS,
                        "since: \"1.0.1\"",
                        "since: [1]",
                        THINGS + ":3: call take_all: since must be a single value"),
                arguments(
                        THINGS,
                        "text: true to raise it",
                        "text: true to raise it, default: true",
                        THINGS + ":18: call take_all, parameter flag: unknown key default"),
                arguments(
                        THINGS,
                        "{type: RErr}",
                        "{type: RErr, text: nothing}",
                        THINGS + ":22: call take_all: unknown key text; known here are key_kind, kind, "),
                arguments(THINGS, "- name: take_all\n", "- take_all\n- name: take_all\n", THINGS + ":1: expected keys"),
                arguments(THINGS, "  flags: [config_only", "  flags: {config_only", THINGS + ":23: not YAML: "),
                arguments(
                        "procedures.yaml",
                        "number: 3",
                        "number: three",
                        "procedures.yaml:3: procedure send_file: number must be a whole number"),
                arguments(
                        "structs.yaml",
                        "internal: true",
                        "internal: perhaps",
                        "structs.yaml:19: struct internal_pair: internal must be true or false"),
                arguments(
                        "structs.yaml",
                        "type: uuid",
                        "type: guid",
                        "structs.yaml:15: struct every_field, field f_uuid: type has the unknown word guid"),
                arguments(
                        "events.yaml",
                        "payload: progress",
                        "payload: some",
                        "events.yaml:3: event progress: payload has the unknown word some"));
    }

    @ParameterizedTest
    @MethodSource({"wrongShapes", "moreWrongShapes"})
    void namesFileLineAndCall(String file, String from, String to, String message) throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder).edit(file, from, to);

        assertThatThrownBy(() -> ApiReader.read(description.folder()))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsEntriesAsTheyAre() throws Exception {
        ApiDescription api = ApiReader.read(MiniDescription.original());

        CallSpec call = call(api, "with_options");
        assertThat(call.isDaemon()).isTrue();
        assertThat(call.cName()).isEqualTo("with_options_opts");
        assertThat(call.aliases()).containsExactly("with_options_opts");
        assertThat(call.options())
                .extracting(OptionSpec::type)
                .containsExactly(
                        OptionType.BOOL, OptionType.INT, OptionType.INT64, OptionType.STRING, OptionType.STRING_LIST);
        assertThat(call.flags()).containsExactly(CallFlag.PROGRESS);
        assertThat(call.origin()).isEqualTo(new Origin(THINGS, 37));
        assertThat(call(api, "take_all").text().errors())
                .isEqualTo(List.of(
                        new ErrorSpec("ENOENT", "the `path` does not exist"), new ErrorSpec("-", "the tool refuses")));
        assertThat(call(api, "get_map").returns().kinds()).containsExactly(StringKind.PLAIN, StringKind.DEVICE);
    }

    @Test
    void refusesFileOfNoFamily() throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder);
        Files.writeString(description.folder().resolve("calls/stray.yaml"), "- {name: x}\n");

        assertThatThrownBy(() -> ApiReader.read(description.folder()))
                .hasMessage("calls/stray.yaml:1: families.yaml has no family stray");
    }

    @Test
    void refusesFamilyWithoutFile() throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder);
        Files.delete(description.folder().resolve("calls/local.yaml"));

        assertThatThrownBy(() -> ApiReader.read(description.folder()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("local.yaml");
    }

    @Test
    void refusesFileThatIsNoList() throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder);
        Files.writeString(description.folder().resolve("groups.yaml"), "name: acl\n");

        assertThatThrownBy(() -> ApiReader.read(description.folder()))
                .hasMessage("groups.yaml:1: the file must be a list of entries");
    }

    @Test
    void refusesEmptyFile() throws Exception {
        MiniDescription description = MiniDescription.copyTo(folder);
        Files.writeString(description.folder().resolve("groups.yaml"), "");

        assertThatThrownBy(() -> ApiReader.read(description.folder())).hasMessage("groups.yaml:1: the file is empty");
    }

    private static CallSpec call(ApiDescription api, String name) {
        return api.calls().stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

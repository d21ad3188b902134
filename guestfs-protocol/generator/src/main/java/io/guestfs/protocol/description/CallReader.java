package io.guestfs.protocol.description;

import java.util.ArrayList;
import java.util.List;

/** Reads the entry of one call. */
final class CallReader {
    private CallReader() {}

    static CallSpec call(YamlEntry entry) {
        String name = entry.name("call");
        return new CallSpec(
                entry.origin(),
                name,
                entry.text("home"),
                entry.text("since"),
                entry.word("visibility", Visibility.class),
                entry.text("c_name", name),
                entry.texts("aliases"),
                ApiReader.each(entry.entries("params"), CallReader::param),
                ApiReader.each(entry.entries("options"), CallReader::option),
                returns(entry.entry("returns")),
                entry.words("flags", CallFlag.class),
                entry.optionalText("group"),
                entry.optionalText("deprecated"),
                text(entry));
    }

    private static ParamSpec param(YamlEntry entry) {
        String name = entry.name("parameter");
        ParamType type = entry.word("type", ParamType.class);
        boolean kindNeeded = type == ParamType.STRING || type == ParamType.STRING_LIST;
        StringKind kind = kindNeeded ? entry.word("kind", StringKind.class) : StringKind.PLAIN;
        return new ParamSpec(entry.origin(), name, type, kind, entry.text("text"));
    }

    private static OptionSpec option(YamlEntry entry) {
        String name = entry.name("option");
        return new OptionSpec(
                entry.origin(),
                name,
                entry.word("type", OptionType.class),
                entry.text("text"),
                entry.optionalText("since"));
    }

    private static ReturnSpec returns(YamlEntry entry) {
        ReturnType type = entry.word("type", ReturnType.class);
        ReturnSpec returns = new ReturnSpec(
                entry.origin(),
                type,
                entry.optionalText("struct"),
                kinds(entry),
                type == ReturnType.ERR ? "" : entry.text("text"));
        entry.finish();
        return returns;
    }

    private static List<StringKind> kinds(YamlEntry entry) {
        List<StringKind> kinds = new ArrayList<>();
        for (String key : List.of("kind", "key_kind", "value_kind")) {
            if (entry.has(key)) {
                kinds.add(entry.word(key, StringKind.class));
            }
        }
        return List.copyOf(kinds);
    }

    private static CallText text(YamlEntry entry) {
        return new CallText(
                entry.text("summary"),
                entry.text("text"),
                ApiReader.each(entry.entries("errors"), CallReader::error),
                entry.optionalText("example"),
                entry.texts("see"));
    }

    private static ErrorSpec error(YamlEntry entry) {
        return new ErrorSpec(entry.text("errno"), entry.text("when"));
    }
}

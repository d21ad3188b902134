package io.guestfs.protocol.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules about names and other short words of the entries. */
final class NameRules {
    /** Lower snake case; the last letters of a word may be upper case where the daemon spells a flag that way. */
    private static final Pattern CALL_NAME = Pattern.compile("[a-z][a-z0-9]*[A-Z]?(_([a-z0-9]+|[A-Z]+))*");

    private static final Pattern ARGUMENT_NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+");

    private NameRules() {}

    static void callNamesAreWellFormed(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            List<String> names = new ArrayList<>(call.aliases());
            names.add(call.name());
            names.add(call.cName());
            for (String name : names) {
                if (!CALL_NAME.matcher(name).matches()) {
                    problems.report(call, "the name " + name + " is not lower snake case");
                }
            }
        }
    }

    static void callNamesAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.calls(),
                CallSpec::name,
                (call, earlier) -> problems.report(call, "the same name stands at " + earlier.origin()));
    }

    static void aliasesAreFree(ApiDescription api, Problems problems) {
        Map<String, String> owners = new HashMap<>();
        api.calls().forEach(call -> owners.put(call.name(), call.name()));
        for (CallSpec call : api.calls()) {
            for (String alias : call.aliases()) {
                String owner = owners.putIfAbsent(alias, call.name());
                if (owner != null) {
                    problems.report(call, "the alias " + alias + " is already a name of " + owner);
                }
            }
        }
    }

    static void argumentNamesAreWellFormed(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (String name : argumentNames(call)) {
                if (!ARGUMENT_NAME.matcher(name).matches()) {
                    problems.report(call, "the argument name " + name + " is not lower snake case");
                }
            }
        }
    }

    static void argumentNamesAreUnique(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            Set<String> seen = new HashSet<>();
            for (String name : argumentNames(call)) {
                if (!seen.add(name)) {
                    problems.report(call, "two arguments have the name " + name);
                }
            }
        }
    }

    static void homesAreKnownForms(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            boolean isWord = call.isDaemon() || !call.isPorted();
            if (!isWord && !CLASS_NAME.matcher(call.home()).matches()) {
                problems.report(
                        call, "the home " + call.home() + " is neither daemon nor unported nor the name of a class");
            }
        }
    }

    static void sinceIsVersion(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            if (!VERSION.matcher(call.since()).matches()) {
                problems.report(call, "since must be a version such as 1.0.78, not " + call.since());
            }
            for (OptionSpec option : call.options()) {
                String since = option.since();
                if (since != null && !VERSION.matcher(since).matches()) {
                    problems.report(
                            call,
                            "since of the option " + option.name() + " must be a version such as 1.0.78, not " + since);
                }
            }
        }
    }

    static void structNamesAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.structs(),
                StructSpec::name,
                (struct, earlier) -> problems.report(
                        struct.origin(), "struct " + struct.name() + ": the same name stands at " + earlier.origin()));
    }

    static void fieldNamesAreUnique(ApiDescription api, Problems problems) {
        for (StructSpec struct : api.structs()) {
            problems.reportTwins(
                    struct.fields(),
                    FieldSpec::name,
                    (field, earlier) -> problems.report(
                            field.origin(), "struct " + struct.name() + ": two fields are named " + field.name()));
        }
    }

    static void familyNamesAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.families(),
                FamilySpec::name,
                (family, earlier) -> problems.report(
                        family.origin(), "family " + family.name() + ": the same name stands at " + earlier.origin()));
    }

    static void groupNamesAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.groups(),
                GroupSpec::name,
                (group, earlier) -> problems.report(
                        group.origin(), "group " + group.name() + ": the same name stands at " + earlier.origin()));
    }

    static void eventsAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.events(),
                EventSpec::name,
                (event, earlier) -> problems.report(
                        event.origin(), "event " + event.name() + ": the same name stands at " + earlier.origin()));
        problems.reportTwins(
                api.events(),
                event -> String.valueOf(event.bit()),
                (event, earlier) -> problems.report(
                        event.origin(),
                        "event " + event.name() + ": the bit " + event.bit() + " belongs to " + earlier.name()));
    }

    private static List<String> argumentNames(CallSpec call) {
        List<String> names = new ArrayList<>();
        call.params().forEach(param -> names.add(param.name()));
        call.options().forEach(option -> names.add(option.name()));
        return names;
    }
}

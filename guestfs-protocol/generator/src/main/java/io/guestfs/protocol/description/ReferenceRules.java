package io.guestfs.protocol.description;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules about what entries say of other entries. */
final class ReferenceRules {
    private static final Pattern LINK = Pattern.compile("\\[\\[([^\\]]*)]]");

    private ReferenceRules() {}

    static void structsExist(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            String struct = call.returns().struct();
            if (struct != null && api.struct(struct).isEmpty()) {
                problems.report(call.returns().origin(), call, "there is no struct " + struct);
            }
        }
    }

    static void groupsExist(ApiDescription api, Problems problems) {
        Set<String> groups = api.groups().stream().map(GroupSpec::name).collect(Collectors.toSet());
        for (CallSpec call : api.calls()) {
            if (call.group() != null && !groups.contains(call.group())) {
                problems.report(call, "there is no group " + call.group());
            }
        }
    }

    static void successorsExist(ApiDescription api, Problems problems) {
        Set<String> calls = api.callsByName().keySet();
        for (CallSpec call : api.calls()) {
            String successor = call.deprecated();
            if (successor == null || successor.equals(CallSpec.NO_REPLACEMENT)) {
                continue;
            }
            if (!calls.contains(successor) || successor.equals(call.name())) {
                problems.report(
                        call,
                        "deprecated must name another call or say \"" + CallSpec.NO_REPLACEMENT + "\", not \""
                                + successor + "\"");
            }
        }
    }

    static void relatedCallsExist(ApiDescription api, Problems problems) {
        Set<String> calls = api.callsByName().keySet();
        for (CallSpec call : api.calls()) {
            for (String related : call.text().see()) {
                if (!calls.contains(related)) {
                    problems.report(call, "see names " + related + ", which is no call");
                }
            }
        }
    }

    static void linksExist(ApiDescription api, Problems problems) {
        Set<String> calls = api.callsByName().keySet();
        Texts.forEach(api, (origin, owner, text) -> {
            Matcher link = LINK.matcher(withoutLiterals(text));
            while (link.find()) {
                if (!calls.contains(link.group(1))) {
                    problems.report(origin, owner + ": [[" + link.group(1) + "]] is no call");
                }
            }
        });
    }

    static void errorNumbersExist(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ErrorSpec error : call.text().errors()) {
                if (!error.errno().equals(ErrorSpec.NO_ERRNO) && !ErrorNames.isKnown(error.errno())) {
                    problems.report(call, error.errno() + " is not the name of an error number");
                }
            }
        }
    }

    private static String withoutLiterals(String text) {
        return text.replaceAll("`[^`]*`", "");
    }
}

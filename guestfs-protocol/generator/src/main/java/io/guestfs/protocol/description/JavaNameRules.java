package io.guestfs.protocol.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules about the Java names that come out of the entries. */
final class JavaNameRules {
    /** Methods that every class of optional arguments has. */
    private static final Set<String> OPTIONS_METHODS = Set.of("given", "from");

    /** The parameter that takes the optional arguments. */
    private static final String OPTIONS = "options";

    private JavaNameRules() {}

    static void methodsAreUsable(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (String name : methodNames(call)) {
                if (!JavaNames.isUsable(name) || JavaNames.isObjectMethod(name)) {
                    problems.report(call, "Java does not allow a method " + name);
                }
            }
        }
    }

    static void methodsDiffer(ApiDescription api, Problems problems) {
        Map<String, CallSpec> owners = new HashMap<>();
        for (CallSpec call : api.calls()) {
            for (String name : new HashSet<>(methodNames(call))) {
                CallSpec owner = owners.putIfAbsent(name, call);
                if (owner != null) {
                    problems.report(call, "its Java method " + name + " is also one of " + owner.name());
                }
            }
        }
    }

    static void constantsDiffer(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.calls(),
                call -> JavaNames.constant(call.name()),
                (call, earlier) -> problems.report(
                        call, "its name differs from that of " + earlier.name() + " only in upper and lower case"));
    }

    static void parametersAreUsable(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ParamSpec param : call.params()) {
                String name = JavaNames.camelCase(param.name());
                boolean taken = name.equals(OPTIONS) && !call.options().isEmpty();
                if (!JavaNames.isUsable(name) || taken) {
                    problems.report(param.origin(), call, "Java does not allow a parameter " + name + " here");
                }
            }
        }
    }

    static void parametersDiffer(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            problems.reportTwins(
                    call.params(),
                    param -> JavaNames.camelCase(param.name()),
                    (param, earlier) -> problems.report(
                            param.origin(),
                            call,
                            "the parameters " + earlier.name() + " and " + param.name() + " are the same in Java"));
        }
    }

    static void settersAreUsable(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (OptionSpec option : call.options()) {
                String name = JavaNames.camelCase(option.name());
                boolean taken = OPTIONS_METHODS.contains(name) || JavaNames.isObjectMethod(name);
                if (!JavaNames.isUsable(name) || taken) {
                    problems.report(option.origin(), call, "Java does not allow a setter " + name);
                }
            }
        }
    }

    static void settersDiffer(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            problems.reportTwins(
                    call.options(),
                    option -> JavaNames.camelCase(option.name()),
                    (option, earlier) -> problems.report(
                            option.origin(),
                            call,
                            "the options " + earlier.name() + " and " + option.name() + " are the same in Java"));
        }
    }

    /** Files of two classes must differ on file systems that ignore case, and from those written by hand. */
    static void optionClassesDiffer(ApiDescription api, Problems problems) {
        List<CallSpec> calls =
                api.calls().stream().filter(call -> !call.options().isEmpty()).toList();
        problems.reportTwins(
                calls,
                call -> JavaNames.camelCase(call.name()).toLowerCase(Locale.ROOT),
                (call, earlier) -> problems.report(call, "its class of options is also that of " + earlier.name()));
        for (CallSpec call : calls) {
            if (call.name().equals("call")) {
                problems.report(call, "CallOptions is the interface of all options");
            }
        }
    }

    static void recordsAreUsable(ApiDescription api, Problems problems) {
        for (StructSpec struct : api.structs()) {
            boolean upper = !struct.javaName().isEmpty()
                    && Character.isUpperCase(struct.javaName().charAt(0));
            if (!upper || !JavaNames.isUsable(struct.javaName())) {
                problems.report(
                        struct.origin(), "struct " + struct.name() + ": Java allows no record " + struct.javaName());
            }
        }
    }

    static void recordsDiffer(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.structs(),
                struct -> struct.javaName().toLowerCase(Locale.ROOT),
                (struct, earlier) -> problems.report(
                        struct.origin(), "struct " + struct.name() + ": its record is also that of " + earlier.name()));
    }

    static void componentsAreUsable(ApiDescription api, Problems problems) {
        for (StructSpec struct : api.structs()) {
            Set<String> seen = new HashSet<>();
            for (FieldSpec field : struct.fields()) {
                String name = JavaNames.camelCase(field.name());
                if (!JavaNames.isUsable(name) || JavaNames.isObjectMethod(name) || !seen.add(name)) {
                    problems.report(
                            field.origin(), "struct " + struct.name() + ": Java allows no record component " + name);
                }
            }
        }
    }

    static void eventKindsAreUsable(ApiDescription api, Problems problems) {
        for (EventSpec event : api.events()) {
            if (!JavaNames.isUsable(JavaNames.constant(event.name())) || event.bit() < 0 || event.bit() > 62) {
                problems.report(
                        event.origin(), "event " + event.name() + ": it cannot be a constant with bit " + event.bit());
            }
        }
    }

    private static List<String> methodNames(CallSpec call) {
        List<String> names = new ArrayList<>();
        names.add(JavaNames.camelCase(call.name()));
        call.aliases().forEach(alias -> names.add(JavaNames.camelCase(alias)));
        return names;
    }
}

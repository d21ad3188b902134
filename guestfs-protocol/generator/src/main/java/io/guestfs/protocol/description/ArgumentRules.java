package io.guestfs.protocol.description;

/** Rules about the types of arguments and results. */
final class ArgumentRules {
    private static final int BITMASK_BITS = 64;

    private ArgumentRules() {}

    static void optionsFitBitmask(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            if (call.options().size() > BITMASK_BITS) {
                problems.report(
                        call, "it has " + call.options().size() + " options, the bitmask holds " + BITMASK_BITS);
            }
        }
    }

    static void filesGoOneWay(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            long files = call.params().stream().filter(ParamSpec::isFile).count();
            if (files > 1) {
                problems.report(call, "it has " + files + " files; a call sends one file or receives one");
            }
        }
    }

    static void filesAreStrings(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ParamSpec param : call.params()) {
                if (param.isFile() && param.type() != ParamType.STRING) {
                    problems.report(param.origin(), call, "the file " + param.name() + " must have the type String");
                }
            }
        }
    }

    static void daemonCallsTakeNoPointers(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ParamSpec param : call.params()) {
                if (call.isDaemon() && param.type() == ParamType.POINTER) {
                    problems.report(
                            param.origin(), call, "the pointer " + param.name() + " means nothing to the daemon");
                }
            }
        }
    }

    static void daemonCallsReturnNoConstants(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            ReturnType type = call.returns().type();
            boolean constant = type == ReturnType.CONST_STRING || type == ReturnType.CONST_OPT_STRING;
            if (call.isDaemon() && constant) {
                problems.report(call, "the daemon cannot return " + type.spelling());
            }
        }
    }

    static void onlyStructResultsNameStruct(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            ReturnSpec returns = call.returns();
            if (returns.hasStruct() && returns.struct() == null) {
                problems.report(returns.origin(), call, "its result does not say which struct it is");
            } else if (!returns.hasStruct() && returns.struct() != null) {
                problems.report(returns.origin(), call, "its result names a struct but is none");
            }
        }
    }
}

package io.guestfs.protocol.description;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules about the procedures of the daemon. */
final class ProcedureRules {
    private ProcedureRules() {}

    static void numbersAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.procedures(),
                procedure -> String.valueOf(procedure.number()),
                (procedure, earlier) -> problems.report(
                        procedure.origin(),
                        "procedure " + procedure.name() + ": the number " + procedure.number() + " belongs to "
                                + earlier.name()));
    }

    static void namesAreUnique(ApiDescription api, Problems problems) {
        problems.reportTwins(
                api.procedures(),
                ProcedureSpec::name,
                (procedure, earlier) -> problems.report(
                        procedure.origin(),
                        "procedure " + procedure.name() + ": it already has the number " + earlier.number()));
    }

    static void daemonCallsHaveProcedures(ApiDescription api, Problems problems) {
        Set<String> names = api.procedures().stream().map(ProcedureSpec::name).collect(Collectors.toSet());
        for (CallSpec call : api.calls()) {
            if (call.isDaemon() && !names.contains(call.name())) {
                problems.report(call, "its home is the daemon, but procedures.yaml has no number for it");
            }
        }
    }

    static void proceduresHaveDaemonCalls(ApiDescription api, Problems problems) {
        Map<String, CallSpec> calls = api.callsByName();
        for (ProcedureSpec procedure : api.procedures()) {
            CallSpec call = calls.get(procedure.name());
            if (call == null) {
                problems.report(procedure.origin(), "procedure " + procedure.name() + ": no call has this name");
            } else if (!call.isDaemon()) {
                problems.report(
                        call,
                        "procedures.yaml gives it the number " + procedure.number() + ", but its home is "
                                + call.home());
            }
        }
    }
}

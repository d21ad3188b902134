package io.guestfs.internal.call;

import io.guestfs.error.GuestFSException;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.protocol.message.ErrorReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exception of a call that the daemon refused, and asks the daemon what it left out of its answer.
 *
 * @param call the call
 * @param name the name under which the caller knows it
 * @param connection for questions
 */
record Refusals(CallInfo call, String name, DaemonConnection connection) {

    /**
     * Makes the exception.
     *
     * @param args what was given
     * @param options the optional arguments, null where nothing was given
     * @param error what the daemon said
     * @throws IOException if the conversation breaks over the questions
     */
    GuestFSException explained(@Nullable Object[] args, @Nullable Object[] options, ErrorReply error)
            throws IOException {
        if (ErrorMapper.isUnknownProcedure(error)) {
            // Where the call can be done in an older way, nobody sees this, and the questions would be wasted.
            boolean seen = OlderCalls.of(call.name()) == null;
            String found = seen ? DaemonAge.of(connection) : "before " + call.since();
            return ErrorMapper.tooOld(name, "", call.since(), found);
        }
        if (ErrorMapper.isUnknownOption(error)) {
            return unknownOption(options);
        }
        GuestFSException failure = ErrorMapper.refused(call, name, error);
        GuestFSException onHost = HostDrives.explained(name, failure, connection);
        return onHost == failure ? FullGuest.explained(call, args, failure, error, connection) : onHost;
    }

    /** The daemon does not say which option it is; those that it can lack know since when they are there. */
    private GuestFSException unknownOption(@Nullable Object[] options) throws IOException {
        List<String> names = new ArrayList<>();
        String needs = "a newer one";
        for (int i = 0; i < options.length; i++) {
            ParamInfo option = call.options().get(i);
            String since = option.since();
            if (options[i] != null && since != null) {
                names.add("'" + option.name() + "'");
                needs = since;
            }
        }
        String what = names.isEmpty() ? "one of the options given" : "the option " + String.join(" or ", names);
        return ErrorMapper.tooOld(name, what, needs, DaemonAge.of(connection));
    }
}

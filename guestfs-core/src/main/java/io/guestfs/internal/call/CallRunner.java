package io.guestfs.internal.call;

import io.guestfs.calls.CallOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.error.NotLaunchedException;
import io.guestfs.error.NotSupportedException;
import io.guestfs.error.WrongStateException;
import io.guestfs.event.EventKind;
import io.guestfs.internal.handle.ErrorState;
import io.guestfs.internal.handle.EventRegistry;
import io.guestfs.internal.handle.HandleState;
import io.guestfs.internal.handle.HandleState.State;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.CallTrait;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.protocol.session.Reply;
import io.guestfs.protocol.session.Request;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs every call in one fixed order: enter the gate, raise ENTER, check the arguments, trace, check the state, run,
 * trace the result. A failure is recorded as the last error of the thread before it reaches the caller.
 */
public final class CallRunner {

    private static final Object[] NO_OPTIONS = {};

    /**
     * What a runner works on.
     *
     * @param gate who is inside the handle
     * @param state where the handle is in its life
     * @param events who listens
     * @param errors last errors and error handlers
     * @param tracing whether calls are traced
     * @param cancel the wish to end a transfer
     * @param connection the way to the daemon, null while there is none
     */
    public record Parts(
            HandleGate gate,
            HandleState state,
            EventRegistry events,
            ErrorState errors,
            BooleanSupplier tracing,
            UserCancel cancel,
            Supplier<@Nullable DaemonConnection> connection) {}

    private static final String INTERNAL = "internal_";

    private final Parts parts;

    /** The call that the user made, or one that is made for it, of those that users know; null outside of calls. */
    private volatile @Nullable String known;

    /** Makes the runner of one handle. */
    public CallRunner(Parts parts) {
        this.parts = parts;
    }

    /** Runs a call that the daemon answers. */
    public <R extends @Nullable Object> R daemon(
            DaemonCall<R> call, @Nullable CallOptions options, @Nullable Object... args) {
        CallInfo info = call.info();
        return inside(info, options, args, values -> {
            State state = parts.state().get();
            if (state != State.READY) {
                throw new NotLaunchedException(publicName(info), "the appliance is not running: call launch first");
            }
            return answer(call, args, values);
        });
    }

    /**
     * Asks the daemon something for the library's own sake, in the middle of another call: nobody hears of it.
     *
     * @return the answer; empty when the daemon refuses, or can't be asked now
     */
    public <R> Optional<R> aside(DaemonCall<R> call, @Nullable Object... args) {
        try {
            return Optional.of(
                    converse(call, args, new Object[call.info().options().size()]));
        } catch (GuestFSException e) {
            GraveFailures.rethrow(e);
            return Optional.empty();
        }
    }

    /** Runs a call that is answered on our side. */
    public <R extends @Nullable Object> R library(
            CallInfo info, Supplier<R> body, @Nullable CallOptions options, @Nullable Object... args) {
        return inside(info, options, args, values -> named(info, body));
    }

    /** Runs a call without result that is answered on our side. */
    @SuppressWarnings("NullAway") // there is no result, and nobody looks at it
    public void library(CallInfo info, Runnable body, @Nullable CallOptions options, @Nullable Object... args) {
        inside(
                info,
                options,
                args,
                values -> named(info, () -> {
                    body.run();
                    return null;
                }));
    }

    /** Names of files come from everywhere: arguments, settings, the environment. Not all of them can be said in every locale. */
    private static <R extends @Nullable Object> R named(CallInfo info, Supplier<R> body) {
        try {
            return body.get();
        } catch (InvalidPathException e) {
            throw ErrorMapper.noFileName(info.name(), e);
        }
    }

    private void refuseAfterLaunch(CallInfo info) {
        if (info.has(CallTrait.CONFIG_ONLY) && parts.state().get() != State.CONFIG) {
            throw new WrongStateException(
                    info.name(),
                    "this call is only possible before launch, or after shutdown: the appliance is running");
        }
    }

    private interface Body<R extends @Nullable Object> {
        R run(@Nullable Object[] options);
    }

    private <R extends @Nullable Object> R inside(
            CallInfo info, @Nullable CallOptions options, @Nullable Object[] args, Body<R> body) {
        if (info.has(CallTrait.CONCURRENT)) {
            return outside(info, options, args, body);
        }
        try {
            parts.gate().enter(info.name());
        } catch (GuestFSException e) {
            throw recorded(e);
        }
        String before = known;
        try {
            known = publicName(info);
            refuseAfterLaunch(info);
            if (parts.gate().outermost()) {
                // A call that a callback makes must not forget the wish to end the transfer it was called from.
                parts.cancel().reset();
            }
            return checked(info, options, args, body);
        } catch (GuestFSException e) {
            throw recorded(e);
        } finally {
            known = before;
            parts.gate().leave();
        }
    }

    /** The name that errors carry: users can't know the calls of the daemon that only serve others. */
    private String publicName(CallInfo info) {
        String caller = known;
        return caller != null && info.name().startsWith(INTERNAL) ? caller : info.name();
    }

    /** Runs a call beside whatever another thread does inside the gate. */
    private <R extends @Nullable Object> R outside(
            CallInfo info, @Nullable CallOptions options, @Nullable Object[] args, Body<R> body) {
        try {
            parts.gate().refuseIfClosed(info.name());
            return checked(info, options, args, body);
        } catch (GuestFSException e) {
            throw recorded(e);
        }
    }

    private <R extends @Nullable Object> R checked(
            CallInfo info, @Nullable CallOptions options, @Nullable Object[] args, Body<R> body) {
        parts.events().fire(EventKind.ENTER, info.name());
        @Nullable Object[] values = optionValues(info, options);
        ArgumentChecks.check(info, args, values);
        return traced(info, args, values, body);
    }

    private <R extends @Nullable Object> R traced(
            CallInfo info, @Nullable Object[] args, @Nullable Object[] values, Body<R> body) {
        // Sampled here, as in the original: set_trace false still shows its own result.
        boolean trace = parts.tracing().getAsBoolean();
        if (trace) {
            parts.events().fire(EventKind.TRACE, CallTrace.call(info, args, values));
        }
        boolean asked = false;
        R result;
        try {
            ArgumentChecks.checkWhatIsSent(info, args);
            DaemonGuards.check(info, args, values);
            asked = info.has(CallTrait.DAEMON);
            result = body.run(values);
        } catch (RuntimeException | Error e) {
            // As in the original: what the daemon said is told after the line, what we found ourselves before it.
            if (e instanceof GuestFSException failure && !asked) {
                recorded(failure);
            }
            if (trace) {
                parts.events().fire(EventKind.TRACE, CallTrace.error(info));
            }
            throw e;
        }
        if (trace) {
            parts.events().fire(EventKind.TRACE, CallTrace.result(info, result));
        }
        return result;
    }

    /** Asks the daemon; one that does not know the call may be able to do the same in an older way. */
    @SuppressWarnings({"unchecked", "NullAway"
    }) // an older way gives what the call gives, null where there is no result
    private <R extends @Nullable Object> R answer(
            DaemonCall<R> call, @Nullable Object[] args, @Nullable Object[] options) {
        try {
            return (R) DiskNames.corrected(call.info().name(), converse(call, args, options), this::aside);
        } catch (NotSupportedException e) {
            OlderCalls.Way way = OlderCalls.of(call.info().name());
            if (way == null) {
                throw e;
            }
            return (R) way.answer(this::converse, args, options);
        }
    }

    @SuppressWarnings("NullAway") // the value of a call without result is null, and nobody looks at it
    private <R extends @Nullable Object> R converse(
            DaemonCall<R> call, @Nullable Object[] args, @Nullable Object[] options) {
        CallInfo info = call.info();
        String name = publicName(info);
        DaemonConnection connection = parts.connection().get();
        if (connection == null) {
            throw new NotLaunchedException(name, "the appliance is not running: call launch first");
        }
        parts.gate().beginConversation(name);
        try {
            CompressionProbe.check(call, options, connection);
            @Nullable Object[] sent = KeyPrefixes.resolve(call, args, connection);
            Request request = Requests.make(
                    call, sent, options, parts.cancel(), parts.gate().deputies());
            Reply<R> reply = connection.call(call.wire(), request);
            if (reply instanceof Reply.DaemonError<R> refused) {
                throw new Refusals(info, name, connection).explained(args, options, refused.error());
            }
            HostDrives.check(info, connection);
            return ((Reply.Value<R>) reply).value();
        } catch (IOException e) {
            throw ErrorMapper.failed(name, e, connection, parts.gate().closing());
        } catch (RuntimeException | Error e) {
            // Memory that ran out in the middle of a reply, for instance: the next call would read the rest of it.
            if (connection.broken() && !parts.gate().closing()) {
                connection.lost();
            }
            throw e;
        } finally {
            parts.gate().endConversation();
        }
    }

    private static @Nullable Object[] optionValues(CallInfo info, @Nullable CallOptions options) {
        if (info.options().isEmpty()) {
            return NO_OPTIONS;
        }
        if (options == null) {
            throw ArgumentChecks.noOptions(info);
        }
        Map<String, Object> given = options.given();
        @Nullable Object[] values = new Object[info.options().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = given.get(info.options().get(i).name());
        }
        return values;
    }

    private GuestFSException recorded(GuestFSException failure) {
        parts.errors().record(failure);
        return failure;
    }
}

package io.guestfs.it.compare;

import io.guestfs.GuestFS;
import io.guestfs.GuestFSOptions;
import io.guestfs.calls.CallOptions;
import io.guestfs.error.GuestFSException;
import io.guestfs.event.Event;
import io.guestfs.event.EventKind;
import io.guestfs.it.CallCoverage;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.JavaNames;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle of this library. */
final class PortedLibrary implements Library {

    private static final Set<String> PUT_RIGHT = Set.of("mountable_device", "md_stat");

    private final GuestFS g = new GuestFS(GuestFSOptions.DEFAULT.withoutEnvironment());
    private final List<String> trace = new ArrayList<>();
    private final Rendering rendering;

    PortedLibrary(ApiDescription api) {
        rendering = new Rendering(api, PortedLibrary::field);
        g.setEventCallback(this::traced, EnumSet.of(EventKind.TRACE));
        g.setTrace(true);
    }

    @Override
    public boolean putsRight(String call) {
        return PUT_RIGHT.contains(call);
    }

    private void traced(Event event) {
        CallCoverage.event(event);
        if (event instanceof Event.Message message) {
            trace.add(message.text());
        }
    }

    private static Object field(Object struct, FieldSpec field) throws ReflectiveOperationException {
        return struct.getClass().getMethod(JavaNames.camelCase(field.name())).invoke(struct);
    }

    @Override
    public Outcome make(CallSpec call, Arguments arguments) {
        List<@Nullable Object> values = new ArrayList<>(arguments.values());
        boolean withOptions = !arguments.options().isEmpty();
        Method method = method(JavaNames.camelCase(call.name()), values, withOptions);
        try {
            if (withOptions) {
                values.add(options(method.getParameterTypes()[values.size()], arguments.options()));
            }
            return Outcome.success(rendering.result(call, method.invoke(g, values.toArray())));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof GuestFSException failure) {
                return Outcome.failure(String.valueOf(failure.getMessage()), failure.errno());
            }
            throw new AssertionError(call.name() + " threw what it must not", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the call " + call.name() + " can't be made", e);
        }
    }

    private static Method method(String name, List<@Nullable Object> values, boolean withOptions) {
        return Arrays.stream(GuestFS.class.getMethods())
                .filter(method -> method.getName().equals(name) && takes(method, values, withOptions))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method " + name + " takes " + values));
    }

    private static boolean takes(Method method, List<@Nullable Object> values, boolean withOptions) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != values.size() + (withOptions ? 1 : 0)
                || (withOptions && !CallOptions.class.isAssignableFrom(types[types.length - 1]))) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            // The methods that take streams, channels and paths in the place of names are other overloads.
            if (!types[i].isPrimitive() && value != null && !types[i].isInstance(value)) {
                return false;
            }
        }
        return true;
    }

    private static Object options(Class<?> type, Map<String, Object> given) throws ReflectiveOperationException {
        Object options = type.getConstructor().newInstance();
        for (Map.Entry<String, Object> option : given.entrySet()) {
            String setter = JavaNames.camelCase(option.getKey());
            for (Method method : type.getMethods()) {
                if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                    method.invoke(options, option.getValue());
                }
            }
        }
        return options;
    }

    @Override
    public List<String> trace() {
        return trace;
    }

    @Override
    public void close() {
        g.close();
    }
}

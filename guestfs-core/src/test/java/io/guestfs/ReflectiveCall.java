package io.guestfs;

import io.guestfs.calls.CallOptions;
import io.guestfs.internal.spec.DaemonCall;
import io.guestfs.internal.transfer.FileArguments;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a call by its description: through its public method if it has one, else through its codec. */
record ReflectiveCall(GuestFS g, CallSpec call) {

    @Nullable
    Object make(List<@Nullable Object> values, TransferredFile file, Map<String, Object> options) {
        try {
            return call.isPublicApi() ? byMethod(values, file, options) : byCodec(values, file, options);
        } catch (InvocationTargetException e) {
            throw thrown(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the call " + call.name() + " can't be made", e);
        }
    }

    /** Makes the call without options through its public method, with these very arguments. */
    @Nullable
    Object makeWith(FileShape shape, List<@Nullable Object> args) {
        Class<?>[] types =
                call.params().stream().map(param -> type(param, shape)).toArray(Class[]::new);
        try {
            return GuestFS.class
                    .getMethod(JavaNames.camelCase(call.name()), types)
                    .invoke(g, args.toArray());
        } catch (InvocationTargetException e) {
            throw thrown(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the call " + call.name() + " can't be made", e);
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        throw new AssertionError("the call threw", cause);
    }

    private @Nullable Object byMethod(List<@Nullable Object> values, TransferredFile file, Map<String, Object> options)
            throws ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        List<@Nullable Object> args = new ArrayList<>();
        for (int i = 0; i < call.params().size(); i++) {
            ParamSpec param = call.params().get(i);
            types.add(type(param, file.shape()));
            args.add(param.isFile() ? file.argument() : values.get(i));
        }
        if (!options.isEmpty()) {
            Class<?> holder = optionsClass(types);
            types.add(holder);
            args.add(holder(holder, options));
        }
        Method method = GuestFS.class.getMethod(JavaNames.camelCase(call.name()), types.toArray(Class[]::new));
        return method.invoke(g, args.toArray());
    }

    private Class<?> optionsClass(List<Class<?>> types) {
        return Arrays.stream(GuestFS.class.getMethods())
                .filter(method -> method.getName().equals(JavaNames.camelCase(call.name())))
                .map(method -> List.of(method.getParameterTypes()))
                .filter(all -> all.size() == types.size() + 1
                        && all.subList(0, types.size()).equals(types)
                        && CallOptions.class.isAssignableFrom(all.get(types.size())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(call.name() + " has no method that takes options"))
                .get(types.size());
    }

    private Object holder(Class<?> type, Map<String, Object> options) throws ReflectiveOperationException {
        Object holder = type.getConstructor().newInstance();
        for (Map.Entry<String, Object> option : options.entrySet()) {
            String setter = JavaNames.camelCase(option.getKey());
            Method method = Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals(setter) && m.getParameterCount() == 1)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(type + " has no setter " + setter));
            method.invoke(holder, option.getValue());
        }
        return holder;
    }

    private static Class<?> type(ParamSpec param, FileShape shape) {
        if (param.isFile()) {
            return shape.type(param);
        }
        return switch (param.type()) {
            case STRING, OPT_STRING -> String.class;
            case STRING_LIST -> List.class;
            case BOOL -> boolean.class;
            case INT -> int.class;
            case INT64 -> long.class;
            case BUFFER_IN -> byte[].class;
            case POINTER -> Object.class;
        };
    }

    private @Nullable Object byCodec(List<@Nullable Object> values, TransferredFile file, Map<String, Object> options)
            throws ReflectiveOperationException {
        Class<?> codec =
                Class.forName("io.guestfs.internal.codec." + JavaNames.pascalCase(Description.codecOf(call)) + "Codec");
        DaemonCall<?> daemonCall =
                (DaemonCall<?>) codec.getField(JavaNames.constant(call.name())).get(null);
        Object[] args = new Object[values.size()];
        for (int i = 0; i < args.length; i++) {
            StringKind kind = call.params().get(i).kind();
            args[i] = kind == StringKind.FILE_IN
                    ? FileArguments.in((InputStream) file.argument())
                    : kind == StringKind.FILE_OUT ? FileArguments.out((OutputStream) file.argument()) : values.get(i);
        }
        CallOptions given = () -> options;
        return g.runner().daemon(daemonCall, options.isEmpty() ? null : given, args);
    }
}

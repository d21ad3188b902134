package io.guestfs.internal.inspection;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls whose results a test decides: by method name and arguments, or by method name alone. */
final class ScriptedCalls {

    private final Map<String, Object> results = new HashMap<>();

    /** Lets a script work out the result of a call. */
    ScriptedCalls script(String call, Function<Object[], @Nullable Object> script) {
        results.put(call, script);
        return this;
    }

    /** Sets the result of a call, as {@code name} or {@code name[argument, argument]}. */
    ScriptedCalls with(String call, Object result) {
        results.put(call, result);
        return this;
    }

    /** Makes the calls. */
    <T> T as(Class<T> family) {
        return family.cast(Proxy.newProxyInstance(
                family.getClassLoader(), new Class<?>[] {family}, (proxy, method, args) -> answer(method, args)));
    }

    private @Nullable Object answer(Method method, @Nullable Object @Nullable [] args) {
        String arguments = args == null ? "[]" : Arrays.toString(args);
        Object result = results.getOrDefault(method.getName() + arguments, results.get(method.getName()));
        if (result == null) {
            throw new IllegalStateException("the test has no result for " + method.getName() + arguments);
        }
        if (result instanceof RuntimeException failure) {
            throw failure;
        }
        return result instanceof Function<?, ?> script ? apply(script, args) : result;
    }

    @SuppressWarnings("unchecked") // that is what a script is
    private static @Nullable Object apply(Function<?, ?> script, @Nullable Object @Nullable [] args) {
        return ((Function<@Nullable Object @Nullable [], @Nullable Object>) script).apply(args);
    }
}

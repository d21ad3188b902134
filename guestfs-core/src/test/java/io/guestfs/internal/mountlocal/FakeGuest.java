package io.guestfs.internal.mountlocal;

import io.guestfs.calls.AttributesCalls;
import io.guestfs.calls.DirectoriesCalls;
import io.guestfs.calls.FilesCalls;
import io.guestfs.calls.MountsCalls;
import io.guestfs.structs.StatNs;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A guest that answers as a test told it, and remembers what it was asked. */
final class FakeGuest {

    /** The calls that were made, each with its arguments, as in {@code chmod(420, /f)}. */
    final List<String> asked = new ArrayList<>();

    private final Map<String, Function<Object[], Object>> answers = new HashMap<>();

    FakeGuest on(String method, Function<Object[], Object> answer) {
        answers.put(method, answer);
        return this;
    }

    FakeGuest gives(String method, Object value) {
        return on(method, arguments -> value);
    }

    FakeGuest fails(String method, RuntimeException failure) {
        return on(method, arguments -> {
            throw failure;
        });
    }

    GuestCalls calls() {
        return new GuestCalls(
                proxy(AttributesCalls.class),
                proxy(DirectoriesCalls.class),
                proxy(FilesCalls.class),
                proxy(MountsCalls.class));
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FakeGuest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    asked.add(method.getName()
                            + Arrays.stream(arguments == null ? new Object[0] : arguments)
                                    .map(a -> a instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(a))
                                    .toList()
                                    .toString()
                                    .replace('[', '(')
                                    .replace(']', ')'));
                    Function<Object[], Object> answer = answers.get(method.getName());
                    return answer == null ? null : answer.apply(arguments == null ? new Object[0] : arguments);
                }));
    }

    static StatNs stat(long device, long inode, int mode, long links, long size) {
        return new StatNs(device, inode, mode, links, 1000, 100, 0, size, 4096, 8, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0);
    }

    static StatNs file(long inode) {
        return stat(1, inode, 0100644, 1, 10);
    }
}

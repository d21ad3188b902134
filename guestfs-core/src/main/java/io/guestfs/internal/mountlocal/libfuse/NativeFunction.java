package io.guestfs.internal.mountlocal.libfuse;

import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import java.util.List;

/** A C function that takes whole numbers and addresses. */
final class NativeFunction {

    private final Function function;
    private final List<Type> parameters;

    NativeFunction(long address, Type result, Type... parameters) {
        this.function = new Function(address, result, parameters);
        this.parameters = List.of(parameters);
    }

    int callInt(long... arguments) {
        return Invoker.getInstance().invokeInt(function, buffer(arguments));
    }

    long callAddress(long... arguments) {
        return Invoker.getInstance().invokeAddress(function, buffer(arguments));
    }

    private HeapInvocationBuffer buffer(long[] arguments) {
        HeapInvocationBuffer buffer = new HeapInvocationBuffer(function);
        for (int i = 0; i < arguments.length; i++) {
            Type type = parameters.get(i);
            if (type.equals(Type.POINTER)) {
                buffer.putAddress(arguments[i]);
            } else if (type.equals(Type.SINT32)) {
                buffer.putInt((int) arguments[i]);
            } else {
                buffer.putLong(arguments[i]);
            }
        }
        return buffer;
    }
}

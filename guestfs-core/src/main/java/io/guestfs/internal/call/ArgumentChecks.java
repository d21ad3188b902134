package io.guestfs.internal.call;

import io.guestfs.error.ErrorNumber;
import io.guestfs.error.InvalidArgumentException;
import io.guestfs.internal.spec.CallInfo;
import io.guestfs.internal.spec.CallTrait;
import io.guestfs.internal.spec.ParamInfo;
import io.guestfs.internal.spec.ParamType;
import io.guestfs.internal.spec.StringKind;
import io.guestfs.internal.transfer.FileArgument;
import io.guestfs.internal.transfer.LocalFiles;
import io.guestfs.protocol.message.ProtocolNumbers;
import io.guestfs.protocol.xdr.WireText;
import io.guestfs.protocol.xdr.WireTextException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the arguments of a call before anything is sent. Values that no call can take are found before the call shows
 * in the trace, files and sizes that this call can't take after that, as in the C library.
 */
final class ArgumentChecks {

    private ArgumentChecks() {}

    static void check(CallInfo call, @Nullable Object[] args, @Nullable Object[] options) {
        for (int i = 0; i < call.params().size(); i++) {
            ParamInfo param = call.params().get(i);
            Object value = args[i];
            if (value == null) {
                if (param.type() != ParamType.OPT_STRING) {
                    throw bad(call, param, "is null, and this argument must be given");
                }
            } else {
                checkValue(call, param, value);
            }
        }
        for (int i = 0; i < options.length; i++) {
            Object value = options[i];
            if (value != null) {
                checkValue(call, call.options().get(i), value);
            }
        }
    }

    /** Looks at the files of the host, and at the size of what has to fit into one message. */
    static void checkWhatIsSent(CallInfo call, @Nullable Object[] args) {
        for (int i = 0; i < call.params().size(); i++) {
            ParamInfo param = call.params().get(i);
            if (args[i] instanceof byte[] bytes && call.has(CallTrait.DAEMON)) {
                checkBuffer(call, param, bytes);
            } else if (args[i] instanceof FileArgument file) {
                checkFile(call, param, file);
            }
        }
    }

    private static void checkValue(CallInfo call, ParamInfo param, Object value) {
        if (value instanceof String text) {
            checkText(call, param, text);
        } else if (value instanceof List<?> list) {
            checkList(call, param, list);
        } else if (value instanceof FileArgument file) {
            checkName(call, param, file);
        }
    }

    private static void checkText(CallInfo call, ParamInfo param, String text) {
        try {
            WireText.encode(text);
        } catch (WireTextException e) {
            throw bad(call, param, "can't be sent: " + e.getMessage());
        }
        if (param.kind() == StringKind.GUID && !Guid.isValid(text)) {
            throw bad(
                    call,
                    param,
                    "is not a GUID; it has 36 characters with dashes at the usual places, or 38 with braces");
        }
    }

    private static void checkList(CallInfo call, ParamInfo param, List<?> list) {
        int index = 0;
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw bad(call, param, "has a null at index " + index);
            }
            checkText(call, param, text);
            if (param.kind() == StringKind.FILENAME && text.indexOf('/') >= 0) {
                throw bad(call, param, "holds '" + text + "', which is not a plain file name: it contains a slash");
            }
            index++;
        }
    }

    private static void checkBuffer(CallInfo call, ParamInfo param, byte[] bytes) {
        if (bytes.length >= ProtocolNumbers.MESSAGE_LIMIT) {
            throw bad(
                    call,
                    param,
                    "has " + bytes.length + " bytes, and one message of the protocol carries less than "
                            + ProtocolNumbers.MESSAGE_LIMIT);
        }
    }

    private static void checkName(CallInfo call, ParamInfo param, FileArgument file) {
        String name = file.name();
        if (name == null) {
            throw bad(call, param, "is null, and this argument must be given");
        }
        if (file.impossible()) {
            throw bad(call, param, "is '" + name.replace("\0", "\\0") + "', which no file of this host can be called");
        }
    }

    private static void checkFile(CallInfo call, ParamInfo param, FileArgument file) {
        Path path = file.path();
        String name = file.name();
        if (path == null || name == null) {
            return;
        }
        try {
            if (param.kind() == StringKind.FILE_IN) {
                LocalFiles.checkReadable(path);
            } else {
                LocalFiles.checkWritable(path);
            }
        } catch (IOException e) {
            String doing = param.kind() == StringKind.FILE_IN ? "reading" : "writing";
            throw ErrorMapper.localFile(
                    call.name(),
                    name,
                    doing + " the local file '" + name + "': " + LocalFiles.reason(e) + "; nothing was sent",
                    e);
        }
    }

    static InvalidArgumentException noOptions(CallInfo call) {
        return new InvalidArgumentException(
                call.name(), "the options are null: leave them out, or give options of which none is set");
    }

    static InvalidArgumentException bad(CallInfo call, ParamInfo param, String what) {
        return new InvalidArgumentException(
                call.name(), "the argument '" + param.name() + "' " + what, ErrorNumber.EINVAL);
    }
}

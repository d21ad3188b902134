package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import io.guestfs.protocol.description.CallFlag;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.OptionType;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.ParamType;
import io.guestfs.protocol.description.ReturnSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the expression that makes the outline of a call. */
final class CallInfoCode {
    private static final ClassName PARAM_INFO = JavaTypes.spec("ParamInfo");
    private static final ClassName PARAM_TYPE = JavaTypes.spec("ParamType");
    private static final ClassName STRING_KIND = JavaTypes.spec("StringKind");
    private static final ClassName CALL_TRAIT = JavaTypes.spec("CallTrait");

    CodeBlock of(CallSpec call) {
        return CodeBlock.builder()
                .add("new $T($>\n$S, $S", JavaTypes.spec("CallInfo"), call.name(), call.cName())
                .add(
                        ",\n$L",
                        list(call.params().stream().map(CallInfoCode::param).toList()))
                .add(
                        ",\n$L",
                        list(call.options().stream().map(CallInfoCode::option).toList()))
                .add(",\n$L", returns(call.returns()))
                .add(",\n$L", traits(call))
                .add(",\n$L", call.group() == null ? "null" : CodeBlock.of("$S", call.group()))
                .add(",\n$S)$<", call.since())
                .build();
    }

    private static CodeBlock list(List<CodeBlock> items) {
        if (items.isEmpty()) {
            return CodeBlock.of("$T.of()", List.class);
        }
        return CodeBlock.of("$T.of($>\n$L)$<", List.class, CodeBlock.join(items, ",\n"));
    }

    private static CodeBlock param(ParamSpec param) {
        boolean text = param.type() == ParamType.STRING || param.type() == ParamType.STRING_LIST;
        return info(param.name(), type(param.type()), text ? param.kind().name() : textKind(param.type()), null);
    }

    private static CodeBlock option(OptionSpec option) {
        boolean text = option.type() == OptionType.STRING || option.type() == OptionType.STRING_LIST;
        return info(option.name(), option.type().name(), text ? StringKind.PLAIN.name() : "NONE", option.since());
    }

    private static CodeBlock info(String name, String type, String kind, @Nullable String since) {
        CodeBlock last = since == null ? CodeBlock.of("") : CodeBlock.of(", $S", since);
        return CodeBlock.of("new $T($S, $T.$L, $T.$L$L)", PARAM_INFO, name, PARAM_TYPE, type, STRING_KIND, kind, last);
    }

    private static String textKind(ParamType type) {
        return type == ParamType.OPT_STRING ? StringKind.PLAIN.name() : "NONE";
    }

    private static String type(ParamType type) {
        return type == ParamType.BUFFER_IN ? "BUFFER" : type.name();
    }

    private static CodeBlock returns(ReturnSpec returns) {
        String type = switch (returns.type()) {
            case ERR -> "NONE";
            case BUFFER_OUT -> "BUFFER";
            default -> returns.type().name();
        };
        CodeBlock struct = returns.struct() == null ? CodeBlock.of("null") : CodeBlock.of("$S", returns.struct());
        return CodeBlock.of(
                "new $T($T.$L, $L)", JavaTypes.spec("ReturnInfo"), JavaTypes.spec("ReturnType"), type, struct);
    }

    private static CodeBlock traits(CallSpec call) {
        List<CodeBlock> traits = new ArrayList<>();
        if (call.isDaemon()) {
            traits.add(trait("DAEMON"));
        }
        for (CallFlag flag : call.flags()) {
            traits.add(trait(flag.name()));
        }
        return CodeBlock.of("$T.of($L)", Set.class, CodeBlock.join(traits, ", "));
    }

    private static CodeBlock trait(String name) {
        return CodeBlock.of("$T.$L", CALL_TRAIT, name);
    }
}

package io.guestfs.protocol.generator;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FamilySpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.ParamType;
import io.guestfs.protocol.description.ProcedureSpec;
import io.guestfs.protocol.description.ReturnSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes, for each family, what the wire needs of its daemon calls and the outline of its library calls. */
final class CodecWriter {
    private static final ClassName DAEMON_CALL = JavaTypes.spec("DaemonCall");
    private static final ClassName CALL_INFO = JavaTypes.spec("CallInfo");
    private static final ClassName VALUES = JavaTypes.spec("WireValues");

    private final ApiDescription api;
    private final JavaTypes types;
    private final CallInfoCode infoCode = new CallInfoCode();
    private final Map<String, Integer> procedures = new HashMap<>();

    CodecWriter(ApiDescription api) {
        this.api = api;
        this.types = new JavaTypes(api);
        for (ProcedureSpec procedure : api.procedures()) {
            procedures.put(procedure.name(), procedure.number());
        }
    }

    void write(SourceFiles files) {
        for (FamilySpec family : api.families()) {
            files.add(JavaTypes.CODEC, codec(family));
        }
    }

    private TypeSpec.Builder codec(FamilySpec family) {
        ClassName name = JavaTypes.codec(family);
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc("The calls of {@code $L}, as the wire and the traces see them.\n", family.name());
        List<CallSpec> calls =
                family.calls().stream().filter(CallSpec::isPorted).toList();
        calls.forEach(call -> type.addField(call.isDaemon() ? daemonCall(name, call) : libraryCall(call)));
        type.addMethod(
                MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
        for (CallSpec call : calls) {
            if (call.isDaemon() && hasArguments(call)) {
                type.addMethod(encoder(call));
            }
        }
        return type;
    }

    private FieldSpec libraryCall(CallSpec call) {
        return constant(CALL_INFO, call).initializer(infoCode.of(call)).build();
    }

    private FieldSpec daemonCall(ClassName owner, CallSpec call) {
        TypeName result = types.result(call.returns());
        TypeName boxed = result.equals(TypeName.VOID) ? ClassName.get(Void.class) : result.box();
        CodeBlock encoder = hasArguments(call)
                ? CodeBlock.of("$T::$N", owner, encoderName(call))
                : CodeBlock.of("$T::encodeNothing", VALUES);
        return constant(ParameterizedTypeName.get(DAEMON_CALL, boxed), call)
                .initializer(CodeBlock.builder()
                        .add("new $T<>($>\n$L", DAEMON_CALL, infoCode.of(call))
                        .add(
                                ",\nnew $T<>($S, $L, $L)",
                                JavaTypes.CALL_DESCRIPTOR,
                                call.name(),
                                String.valueOf(procedures.get(call.name())),
                                decoder(call.returns()))
                        .add(",\n$L)$<", encoder)
                        .build())
                .build();
    }

    private static FieldSpec.Builder constant(TypeName type, CallSpec call) {
        return FieldSpec.builder(
                        type, JavaNames.constant(call.name()), Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("The call {@code $L}.\n", call.name());
    }

    private CodeBlock decoder(ReturnSpec returns) {
        return switch (returns.type()) {
            case ERR -> CodeBlock.of("in -> null");
            case INT -> reader("getInt");
            case INT64 -> reader("getLong");
            case BOOL -> reader("getBool");
            case STRING, CONST_STRING, CONST_OPT_STRING -> reader("getString");
            case STRING_LIST -> reader("getStringList");
            case HASHTABLE -> reader("getStringMap");
            case BUFFER_OUT -> reader("getOpaque");
            case STRUCT -> CodeBlock.of("$T::$N", JavaTypes.STRUCT_CODECS, structDecoder(returns));
            case STRUCT_LIST ->
                CodeBlock.of(
                        "in -> in.getList($T::$N, $L)",
                        JavaTypes.STRUCT_CODECS,
                        structDecoder(returns),
                        StructCodecsWriter.smallestSize(types.structOf(returns)));
        };
    }

    private static CodeBlock reader(String method) {
        return CodeBlock.of("$T::$N", JavaTypes.XDR_READER, method);
    }

    private String structDecoder(ReturnSpec returns) {
        return StructCodecsWriter.decoderName(types.structOf(returns));
    }

    private static MethodSpec encoder(CallSpec call) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(encoderName(call))
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(JavaTypes.XDR_WRITER, "out")
                .addParameter(ArrayTypeName.of(ClassName.OBJECT.annotated(JavaTypes.NULLABLE)), "args")
                .addParameter(ArrayTypeName.of(ClassName.OBJECT.annotated(JavaTypes.NULLABLE)), "options");
        int position = 0;
        for (ParamSpec param : call.params()) {
            if (!param.isFile()) {
                put(method, param, position++);
            }
        }
        position = 0;
        for (OptionSpec option : call.options()) {
            put(method, option, position++);
        }
        return method.build();
    }

    private static void put(MethodSpec.Builder method, ParamSpec param, int position) {
        CodeBlock value = CodeBlock.of("$T.$L(args[$L])", VALUES, accessor(param.type()), position);
        String put = switch (param.type()) {
            case STRING -> "putString";
            case OPT_STRING -> "putOptionalString";
            case STRING_LIST -> "putStringList";
            case BOOL -> "putBool";
            case INT -> "putInt";
            case INT64 -> "putLong";
            case BUFFER_IN -> "putOpaque";
            case POINTER -> throw new IllegalArgumentException("no pointer goes to the daemon");
        };
        method.addStatement("out.$L($L)", put, value);
    }

    private static String accessor(ParamType type) {
        return switch (type) {
            case STRING -> "string";
            case OPT_STRING -> "optionalString";
            case STRING_LIST -> "stringList";
            case BOOL -> "truth";
            case INT -> "int32";
            case INT64 -> "int64";
            case BUFFER_IN -> "bytes";
            case POINTER -> throw new IllegalArgumentException("no pointer goes to the daemon");
        };
    }

    private static void put(MethodSpec.Builder method, OptionSpec option, int position) {
        String put = switch (option.type()) {
            case BOOL -> "out.putBool($T.truthOrFiller(options[$L]))";
            case INT -> "out.putInt($T.int32OrFiller(options[$L]))";
            case INT64 -> "out.putLong($T.int64OrFiller(options[$L]))";
            case STRING -> "out.putString($T.stringOrFiller(options[$L]))";
            case STRING_LIST -> "out.putStringList($T.stringListOrFiller(options[$L]))";
        };
        method.addStatement(put, VALUES, position);
    }

    private static boolean hasArguments(CallSpec call) {
        return !call.options().isEmpty() || !call.params().stream().allMatch(ParamSpec::isFile);
    }

    private static String encoderName(CallSpec call) {
        return "encode" + JavaNames.pascalCase(call.name());
    }
}

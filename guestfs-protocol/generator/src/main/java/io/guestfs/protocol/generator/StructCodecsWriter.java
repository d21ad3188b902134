package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.WildcardTypeName;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.FieldType;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.StructSpec;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes the class that takes structures off the wire and describes them. */
final class StructCodecsWriter {
    private static final ClassName STRUCT_INFO = JavaTypes.spec("StructInfo");
    private static final ClassName FIELD_INFO = JavaTypes.spec("FieldInfo");
    private static final ClassName FIELD_TYPE = JavaTypes.spec("FieldType");
    private static final ClassName VALUES = JavaTypes.spec("WireValues");

    private final ApiDescription api;

    StructCodecsWriter(ApiDescription api) {
        this.api = api;
    }

    static String decoderName(StructSpec struct) {
        return "decode" + struct.javaName();
    }

    /** Returns the bytes that the structure takes on the wire at least. */
    static int smallestSize(StructSpec struct) {
        return struct.fields().stream()
                .mapToInt(field -> smallestSize(field.type()))
                .sum();
    }

    private static int smallestSize(FieldType type) {
        return switch (type) {
            case CHAR, INT32, UINT32, OPT_PERCENT, STRING, DEVICE, BUFFER -> 4;
            case INT64, UINT64, BYTES -> 8;
            case UUID -> 32;
        };
    }

    void write(SourceFiles files) {
        TypeSpec.Builder type = TypeSpec.classBuilder(JavaTypes.STRUCT_CODECS)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc("All structures: how they come off the wire, and their outlines.\n");
        api.structs().forEach(struct -> type.addField(info(struct)));
        type.addField(byName());
        type.addMethod(
                MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
        api.structs().forEach(struct -> type.addMethod(decoder(struct)));
        files.add(JavaTypes.CODEC, type);
    }

    private static FieldSpec info(StructSpec struct) {
        ClassName name = JavaTypes.struct(struct);
        List<CodeBlock> fields = struct.fields().stream()
                .map(field -> CodeBlock.of(
                        "new $T($S, $T.$L)",
                        FIELD_INFO,
                        field.name(),
                        FIELD_TYPE,
                        field.type().name()))
                .toList();
        List<CodeBlock> values = struct.fields().stream()
                .map(field -> CodeBlock.of("s.$N()", JavaNames.camelCase(field.name())))
                .toList();
        return constant(ParameterizedTypeName.get(STRUCT_INFO, name), JavaNames.constant(struct.name()))
                .addJavadoc("The structure {@code $L}.\n", struct.name())
                .initializer(CodeBlock.builder()
                        .add("new $T<>($>\n$S,\n$T.class", STRUCT_INFO, struct.name(), name)
                        .add(",\n$T.of($>\n$L)$<", List.class, CodeBlock.join(fields, ",\n"))
                        .add(",\ns -> new $T[] {$>\n$L}$<)$<", Object.class, CodeBlock.join(values, ",\n"))
                        .build())
                .build();
    }

    private FieldSpec byName() {
        TypeName any = ParameterizedTypeName.get(STRUCT_INFO, WildcardTypeName.subtypeOf(Object.class));
        List<CodeBlock> entries = api.structs().stream()
                .map(struct ->
                        CodeBlock.of("$T.entry($S, $N)", Map.class, struct.name(), JavaNames.constant(struct.name())))
                .toList();
        return constant(ParameterizedTypeName.get(ClassName.get(Map.class), JavaTypes.STRING, any), "BY_NAME")
                .addJavadoc("The outlines of all structures by their names on the wire.\n")
                .initializer("$T.ofEntries($>\n$L)$<", Map.class, CodeBlock.join(entries, ",\n"))
                .build();
    }

    private static FieldSpec.Builder constant(TypeName type, String name) {
        return FieldSpec.builder(type, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL);
    }

    private static MethodSpec decoder(StructSpec struct) {
        ClassName name = JavaTypes.struct(struct);
        List<CodeBlock> values =
                struct.fields().stream().map(field -> get(field.type())).toList();
        return MethodSpec.methodBuilder(decoderName(struct))
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("Takes one {@code $L} off the wire.\n\n", struct.name())
                .addJavadoc("@param in the bytes\n@return the structure\n")
                .addJavadoc("@throws XdrException if the bytes are not one\n")
                .returns(name)
                .addParameter(JavaTypes.XDR_READER, "in")
                .addException(JavaTypes.XDR_EXCEPTION)
                .addStatement("return new $T(\n$L)", name, CodeBlock.join(values, ",\n"))
                .build();
    }

    private static CodeBlock get(FieldType type) {
        return switch (type) {
            case CHAR -> CodeBlock.of("in.getChar()");
            case INT32 -> CodeBlock.of("in.getInt()");
            case UINT32 -> CodeBlock.of("in.getUnsignedInt()");
            case INT64, UINT64, BYTES -> CodeBlock.of("in.getLong()");
            case STRING, DEVICE -> CodeBlock.of("in.getString()");
            case BUFFER -> CodeBlock.of("in.getOpaque()");
            case UUID -> CodeBlock.of("$T.uuid(in.getFixedOpaque(32))", VALUES);
            case OPT_PERCENT -> CodeBlock.of("$T.percent(in.getFloat())", VALUES);
        };
    }
}

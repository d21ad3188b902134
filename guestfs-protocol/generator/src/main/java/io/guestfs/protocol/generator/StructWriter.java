package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.FieldSpec;
import io.guestfs.protocol.description.FieldType;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.StructSpec;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the record of each structure. */
final class StructWriter {
    private final ApiDescription api;

    StructWriter(ApiDescription api) {
        this.api = api;
    }

    void write(SourceFiles files) {
        for (StructSpec struct : api.structs()) {
            files.add(JavaTypes.struct(struct).packageName(), struct(struct));
        }
    }

    private TypeSpec.Builder struct(StructSpec struct) {
        ClassName name = JavaTypes.struct(struct);
        MethodSpec.Builder components = MethodSpec.constructorBuilder();
        for (FieldSpec field : struct.fields()) {
            components.addParameter(
                    ParameterSpec.builder(JavaTypes.field(field.type()), JavaNames.camelCase(field.name()))
                            .build());
        }
        TypeSpec.Builder type = TypeSpec.recordBuilder(name)
                .addModifiers(Modifier.PUBLIC)
                .recordConstructor(components.build())
                .addJavadoc("$L", javadoc(struct, name.packageName()));
        if (struct.fields().stream().anyMatch(field -> field.type() == FieldType.BUFFER)) {
            type.addMethod(equalsMethod(struct, name)).addMethod(hashCodeMethod(struct));
        }
        return type;
    }

    private String javadoc(StructSpec struct, String fromPackage) {
        JavadocText text = new JavadocText(new Links(api, fromPackage));
        StringBuilder out = new StringBuilder(text.phrase(struct.summary())).append("\n\n");
        for (FieldSpec field : struct.fields()) {
            out.append(JavadocText.lines("@param " + JavaNames.camelCase(field.name()) + " " + text.inline(field.text())
                                    + note(field.type()))
                            .replace("\n", "\n    "))
                    .append('\n');
        }
        return out.toString();
    }

    private static String note(FieldType type) {
        return switch (type) {
            case UINT64 -> " (64 bits without sign)";
            case BUFFER -> " (not copied)";
            default -> "";
        };
    }

    /** Arrays compare by identity unless told otherwise. */
    private static MethodSpec equalsMethod(StructSpec struct, ClassName name) {
        String comparison = struct.fields().stream()
                .map(field -> (field.type() == FieldType.BUFFER ? "$2T" : "$3T") + ".equals(this."
                        + JavaNames.camelCase(field.name()) + ", that." + JavaNames.camelCase(field.name()) + ")")
                .collect(Collectors.joining("\n&& "));
        return MethodSpec.methodBuilder("equals")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(TypeName.BOOLEAN)
                .addParameter(ClassName.OBJECT.annotated(JavaTypes.NULLABLE), "object")
                .addStatement("return object instanceof $1T that\n&& " + comparison, name, Arrays.class, Objects.class)
                .build();
    }

    private static MethodSpec hashCodeMethod(StructSpec struct) {
        String values = struct.fields().stream()
                .map(field -> hashed(field.type(), JavaNames.camelCase(field.name())))
                .collect(Collectors.joining(", "));
        return MethodSpec.methodBuilder("hashCode")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(TypeName.INT)
                .addStatement("return $2T.hash(" + values + ")", Arrays.class, Objects.class)
                .build();
    }

    private static String hashed(FieldType type, String component) {
        return type == FieldType.BUFFER ? "$1T.hashCode(" + component + ")" : component;
    }
}

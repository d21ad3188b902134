package io.guestfs.protocol.generator;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.DescriptionException;
import io.guestfs.protocol.description.FamilySpec;
import io.guestfs.protocol.description.FieldType;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.OptionType;
import io.guestfs.protocol.description.ParamType;
import io.guestfs.protocol.description.ReturnSpec;
import io.guestfs.protocol.description.StructSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The Java types that stand for what the description names. */
final class JavaTypes {
    static final String ROOT = "io.guestfs";
    static final String CALLS = ROOT + ".calls";
    static final String STRUCTS = ROOT + ".structs";
    static final String EVENT = ROOT + ".event";
    static final String CODEC = ROOT + ".internal.codec";
    static final String LOCAL = ROOT + ".internal.local";
    static final String SPEC = ROOT + ".internal.spec";
    static final String PROTOCOL = ROOT + ".protocol";

    static final ClassName STRING = ClassName.get(String.class);
    static final TypeName STRING_LIST = ParameterizedTypeName.get(List.class, String.class);
    static final TypeName STRING_MAP = ParameterizedTypeName.get(Map.class, String.class, String.class);
    static final TypeName BYTES = ArrayTypeName.of(TypeName.BYTE);
    static final AnnotationSpec NULLABLE = AnnotationSpec.builder(ClassName.get("org.jspecify.annotations", "Nullable"))
            .build();
    static final TypeName NULLABLE_STRING = STRING.annotated(NULLABLE);
    static final ClassName STRUCT_CODECS = ClassName.get(CODEC, "StructCodecs");
    static final ClassName HOMES = ClassName.get(LOCAL, "Homes");
    static final ClassName XDR_WRITER = ClassName.get(PROTOCOL + ".xdr", "XdrWriter");
    static final ClassName XDR_READER = ClassName.get(PROTOCOL + ".xdr", "XdrReader");
    static final ClassName XDR_EXCEPTION = ClassName.get(PROTOCOL + ".xdr", "XdrException");
    static final ClassName CALL_DESCRIPTOR = ClassName.get(PROTOCOL + ".session", "CallDescriptor");

    private final ApiDescription api;

    JavaTypes(ApiDescription api) {
        this.api = api;
    }

    static ClassName spec(String simpleName) {
        return ClassName.get(SPEC, simpleName);
    }

    static ClassName familyInterface(FamilySpec family) {
        return ClassName.get(CALLS, JavaNames.pascalCase(family.name()) + "Calls");
    }

    static ClassName codec(FamilySpec family) {
        return ClassName.get(CODEC, JavaNames.pascalCase(family.name()) + "Codec");
    }

    static ClassName home(String home) {
        return ClassName.get(LOCAL, home + "Home");
    }

    static ClassName options(CallSpec call) {
        return ClassName.get(CALLS, JavaNames.pascalCase(call.name()) + "Options");
    }

    static TypeName optionsConsumer(CallSpec call) {
        return ParameterizedTypeName.get(ClassName.get(Consumer.class), options(call));
    }

    /** Names the record of a structure; records that only the library uses stay out of the public package. */
    static ClassName struct(StructSpec struct) {
        return ClassName.get(struct.internal() ? CODEC : STRUCTS, struct.javaName());
    }

    static TypeName param(ParamType type) {
        return switch (type) {
            case STRING -> STRING;
            case STRING_LIST -> STRING_LIST;
            case OPT_STRING -> NULLABLE_STRING;
            case BOOL -> TypeName.BOOLEAN;
            case INT -> TypeName.INT;
            case INT64 -> TypeName.LONG;
            case BUFFER_IN -> BYTES;
            // An object of another library, which users may not have: its class must not be named in a signature.
            case POINTER -> ClassName.get(Object.class);
        };
    }

    static TypeName option(OptionType type) {
        return switch (type) {
            case BOOL -> TypeName.BOOLEAN;
            case INT -> TypeName.INT;
            case INT64 -> TypeName.LONG;
            case STRING -> STRING;
            case STRING_LIST -> STRING_LIST;
        };
    }

    static TypeName field(FieldType type) {
        return switch (type) {
            case CHAR -> TypeName.CHAR;
            case INT32 -> TypeName.INT;
            case UINT32, INT64, UINT64, BYTES -> TypeName.LONG;
            case STRING, DEVICE, UUID -> STRING;
            case BUFFER -> BYTES;
            case OPT_PERCENT -> ClassName.get(OptionalDouble.class);
        };
    }

    TypeName result(ReturnSpec returns) {
        return switch (returns.type()) {
            case ERR -> TypeName.VOID;
            case INT -> TypeName.INT;
            case INT64 -> TypeName.LONG;
            case BOOL -> TypeName.BOOLEAN;
            case CONST_STRING, STRING -> STRING;
            case CONST_OPT_STRING -> NULLABLE_STRING;
            case STRING_LIST -> STRING_LIST;
            case STRUCT -> struct(structOf(returns));
            case STRUCT_LIST -> ParameterizedTypeName.get(ClassName.get(List.class), struct(structOf(returns)));
            case HASHTABLE -> STRING_MAP;
            case BUFFER_OUT -> BYTES;
        };
    }

    /** Finds the structure of a result that is made of structures. */
    StructSpec structOf(ReturnSpec returns) {
        String name = String.valueOf(returns.struct());
        return api.struct(name)
                .orElseThrow(() -> new DescriptionException(returns.origin(), "there is no structure " + name));
    }
}

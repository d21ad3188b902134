package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes one interface per home, so that the compiler reports a library call that nobody answers. */
final class LocalInterfaceWriter {
    private static final ClassName CHUNK_SOURCE = ClassName.get(JavaTypes.PROTOCOL + ".session", "ChunkSource");
    private static final ClassName CHUNK_SINK = ClassName.get(JavaTypes.PROTOCOL + ".session", "ChunkSink");

    private final JavaTypes types;
    private final Map<String, List<CallSpec>> homes;

    LocalInterfaceWriter(ApiDescription api) {
        this.types = new JavaTypes(api);
        this.homes = api.calls().stream()
                .filter(CallSpec::isLibrary)
                .collect(Collectors.groupingBy(CallSpec::home, TreeMap::new, Collectors.toList()));
    }

    void write(SourceFiles files) {
        homes.forEach((home, calls) -> files.add(JavaTypes.LOCAL, home(home, calls)));
        files.add(JavaTypes.LOCAL, homes());
    }

    private TypeSpec.Builder home(String home, List<CallSpec> calls) {
        TypeSpec.Builder type = TypeSpec.interfaceBuilder(JavaTypes.home(home))
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("The library calls that the home {@code $L} answers.\n", home);
        calls.forEach(call -> type.addMethod(method(call)));
        return type;
    }

    private MethodSpec method(CallSpec call) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(JavaNames.camelCase(call.name()))
                .addModifiers(Modifier.PUBLIC, Modifier.ABSTRACT)
                .addJavadoc("Answers {@code $L}.\n\n", call.name())
                .returns(types.result(call.returns()));
        for (ParamSpec param : call.params()) {
            String name = JavaNames.camelCase(param.name());
            method.addParameter(ParameterSpec.builder(type(param), name).build())
                    .addJavadoc("@param $L argument of the call\n", name);
        }
        if (!call.options().isEmpty()) {
            method.addParameter(JavaTypes.options(call), "options")
                    .addJavadoc("@param options the optional arguments\n");
        }
        if (!types.result(call.returns()).equals(TypeName.VOID)) {
            method.addJavadoc("@return result of the call\n");
        }
        return method.build();
    }

    private static TypeName type(ParamSpec param) {
        if (!param.isFile()) {
            return JavaTypes.param(param.type());
        }
        return param.kind() == StringKind.FILE_IN ? CHUNK_SOURCE : CHUNK_SINK;
    }

    private TypeSpec.Builder homes() {
        TypeSpec.Builder type = TypeSpec.interfaceBuilder(JavaTypes.HOMES)
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("All homes of one handle.\n");
        for (String home : homes.keySet()) {
            type.addMethod(MethodSpec.methodBuilder(JavaNames.accessor(home))
                    .addModifiers(Modifier.PUBLIC, Modifier.ABSTRACT)
                    .addJavadoc("Returns the home {@code $L}.\n\n@return the home\n", home)
                    .returns(JavaTypes.home(home))
                    .build());
        }
        return type;
    }
}

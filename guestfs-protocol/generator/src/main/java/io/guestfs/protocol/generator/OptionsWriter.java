package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.OptionType;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes the class of optional arguments of each call that has some. */
final class OptionsWriter {
    private static final ClassName VALUES = ClassName.get(JavaTypes.CALLS, "OptionValues");
    private static final TypeName GIVEN = ParameterizedTypeName.get(Map.class, String.class, Object.class);

    private final ApiDescription api;
    private final Links links;
    private final JavadocText text;

    OptionsWriter(ApiDescription api) {
        this.api = api;
        this.links = new Links(api, JavaTypes.CALLS);
        this.text = new JavadocText(links);
    }

    void write(SourceFiles files) {
        for (CallSpec call : api.calls()) {
            if (call.isPublicApi() && !call.options().isEmpty()) {
                files.add(JavaTypes.CALLS, options(call));
            }
        }
    }

    private TypeSpec.Builder options(CallSpec call) {
        ClassName name = JavaTypes.options(call);
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addSuperinterface(ClassName.get(JavaTypes.CALLS, "CallOptions"))
                .addJavadoc(
                        "$L",
                        "The optional arguments of " + links.inline(call.name())
                                + ". What is not set is not sent.\n\n"
                                + "<p>Setters may be chained. An object may be used for several calls, but not by several"
                                + " threads at once.\n");
        for (OptionSpec option : call.options()) {
            type.addField(FieldSpec.builder(nullable(option.type()), field(option), Modifier.PRIVATE)
                    .build());
        }
        type.addMethod(MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Makes an object with nothing set.\n")
                .build());
        type.addMethod(from(call));
        call.options().forEach(option -> type.addMethod(setter(call, option)));
        return type.addMethod(given(call));
    }

    private static MethodSpec from(CallSpec call) {
        ClassName name = JavaTypes.options(call);
        return MethodSpec.methodBuilder("from")
                .addModifiers(Modifier.STATIC)
                .returns(name)
                .addParameter(JavaTypes.optionsConsumer(call), "setters")
                .addStatement("$T options = new $T()", name, name)
                .addStatement("$T.present($S, $S, setters).accept(options)", VALUES, call.name(), "options")
                .addStatement("return options")
                .build();
    }

    private MethodSpec setter(CallSpec call, OptionSpec option) {
        String name = field(option);
        MethodSpec.Builder setter = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PUBLIC)
                .returns(JavaTypes.options(call))
                .addParameter(JavaTypes.option(option.type()), name)
                .addJavadoc(
                        "$L",
                        JavadocText.lines("Sets " + JavadocText.code(option.name()) + ": " + text.inline(option.text())
                                        + CallJavadoc.since(option)
                                        + (option.text().endsWith(".") ? "" : "."))
                                + "\n\n@param " + name + " the value\n@return this object\n" + refusal(option.type()));
        switch (option.type()) {
            case STRING ->
                setter.addStatement("this.$1N = $2T.present($3S, $4S, $1N)", name, VALUES, call.name(), option.name());
            case STRING_LIST ->
                setter.addStatement("this.$1N = $2T.copy($3S, $4S, $1N)", name, VALUES, call.name(), option.name());
            default -> setter.addStatement("this.$1N = $1N", name);
        }
        return setter.addStatement("return this").build();
    }

    private static String refusal(OptionType type) {
        return switch (type) {
            case STRING -> "@throws io.guestfs.error.InvalidArgumentException if the value is null\n";
            case STRING_LIST ->
                "@throws io.guestfs.error.InvalidArgumentException if the list or one of its items is" + " null\n";
            default -> "";
        };
    }

    private static MethodSpec given(CallSpec call) {
        MethodSpec.Builder given = MethodSpec.methodBuilder("given")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(GIVEN)
                .addStatement("$T given = new $T<>()", GIVEN, LinkedHashMap.class);
        for (OptionSpec option : call.options()) {
            given.beginControlFlow("if ($N != null)", field(option))
                    .addStatement("given.put($S, $N)", option.name(), field(option))
                    .endControlFlow();
        }
        return given.addStatement("return given").build();
    }

    private static String field(OptionSpec option) {
        return JavaNames.camelCase(option.name());
    }

    private static TypeName nullable(OptionType type) {
        return JavaTypes.option(type).box().annotated(JavaTypes.NULLABLE);
    }
}

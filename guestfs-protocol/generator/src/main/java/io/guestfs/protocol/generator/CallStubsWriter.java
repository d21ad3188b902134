package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FamilySpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.StringKind;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Writes the classes behind the handle, one statement per call: a chain of package-private classes, one per family, that
 * starts at {@code CallAccess} and ends at {@code CallStubs}.
 */
final class CallStubsWriter {
    private static final ClassName ACCESS = ClassName.get(JavaTypes.ROOT, "CallAccess");
    private static final ClassName STUBS = ClassName.get(JavaTypes.ROOT, "CallStubs");
    private static final ClassName RUNNER = ClassName.get(JavaTypes.ROOT + ".internal.call", "CallRunner");
    private static final ClassName FILE_ARGUMENTS =
            ClassName.get(JavaTypes.ROOT + ".internal.transfer", "FileArguments");

    private final ApiDescription api;
    private final JavaTypes types;

    CallStubsWriter(ApiDescription api) {
        this.api = api;
        this.types = new JavaTypes(api);
    }

    void write(SourceFiles files) {
        files.add(JavaTypes.ROOT, access());
        ClassName previous = ACCESS;
        for (FamilySpec family : api.families()) {
            ClassName name = ClassName.get(JavaTypes.ROOT, JavaNames.pascalCase(family.name()) + "Stubs");
            files.add(JavaTypes.ROOT, family(name, previous, family));
            previous = name;
        }
        files.add(JavaTypes.ROOT, start(STUBS).superclass(previous).addJavadoc("All calls of all families.\n"));
    }

    private static TypeSpec.Builder access() {
        return start(ACCESS)
                .addJavadoc("What the calls need of the handle.\n")
                .addMethod(MethodSpec.methodBuilder("runner")
                        .addModifiers(Modifier.ABSTRACT)
                        .returns(RUNNER)
                        .build())
                .addMethod(MethodSpec.methodBuilder("homes")
                        .addModifiers(Modifier.ABSTRACT)
                        .returns(JavaTypes.HOMES)
                        .build());
    }

    private static TypeSpec.Builder start(ClassName name) {
        return TypeSpec.classBuilder(name).addModifiers(Modifier.ABSTRACT);
    }

    private TypeSpec.Builder family(ClassName name, ClassName previous, FamilySpec family) {
        TypeSpec.Builder type = start(name)
                .superclass(previous)
                .addSuperinterface(JavaTypes.familyInterface(family))
                .addJavadoc("The calls of {@code $L}.\n", family.name());
        for (CallSpec call : family.calls()) {
            if (call.isPublicApi()) {
                Overload.of(call).stream()
                        .filter(Overload::isAnsweredByStub)
                        .forEach(overload -> type.addMethod(stub(family, overload)));
            }
        }
        return type;
    }

    private MethodSpec stub(FamilySpec family, Overload overload) {
        CallSpec call = overload.call();
        String name = JavaNames.camelCase(call.name());
        MethodSpec.Builder method =
                overload.method(name, types).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC);
        if (call.deprecated() != null) {
            method.addAnnotation(Deprecated.class);
        }
        List<CodeBlock> run = new ArrayList<>();
        run.add(CodeBlock.of("$T.$L", JavaTypes.codec(family), JavaNames.constant(call.name())));
        if (call.isLibrary()) {
            String home = JavaNames.accessor(call.home());
            run.add(CodeBlock.of(
                    "() -> homes().$N().$N($L)", home, name, CodeBlock.join(arguments(overload, true), ", ")));
        }
        run.add(CodeBlock.of(call.options().isEmpty() ? "null" : "options"));
        run.addAll(arguments(overload, false));
        return method.addStatement(
                        "$Lrunner().$L($L)",
                        overload.returnWord(types),
                        call.isDaemon() ? "daemon" : "library",
                        CodeBlock.join(run, ",$W"))
                .build();
    }

    private static List<CodeBlock> arguments(Overload overload, boolean withOptions) {
        List<CodeBlock> arguments = new ArrayList<>();
        for (ParamSpec param : overload.call().params()) {
            String name = JavaNames.camelCase(param.name());
            if (param.isFile()) {
                String method = param.kind() == StringKind.FILE_IN ? "in" : "out";
                arguments.add(CodeBlock.of("$T.$L($N)", FILE_ARGUMENTS, method, name));
            } else {
                arguments.add(CodeBlock.of("$N", name));
            }
        }
        if (withOptions && !overload.call().options().isEmpty()) {
            arguments.add(CodeBlock.of("options"));
        }
        return arguments;
    }
}

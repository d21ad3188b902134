package io.guestfs.protocol.generator;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.FamilySpec;
import io.guestfs.protocol.description.GroupSpec;
import io.guestfs.protocol.description.JavaNames;
import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes the public interface of each family, with all documentation. */
final class FamilyInterfaceWriter {
    private final ApiDescription api;
    private final JavaTypes types;
    private final Links links;
    private final Map<String, GroupSpec> groups = new HashMap<>();

    FamilyInterfaceWriter(ApiDescription api) {
        this.api = api;
        this.types = new JavaTypes(api);
        this.links = new Links(api, JavaTypes.CALLS);
        api.groups().forEach(group -> groups.put(group.name(), group));
    }

    void write(SourceFiles files) {
        for (FamilySpec family : api.families()) {
            files.add(JavaTypes.CALLS, family(family));
        }
    }

    private TypeSpec.Builder family(FamilySpec family) {
        JavadocText text = new JavadocText(links);
        TypeSpec.Builder type = TypeSpec.interfaceBuilder(JavaTypes.familyInterface(family))
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("$L", text.phrase(family.title() + ".") + "\n" + text.body(family.intro()));
        for (CallSpec call : family.calls()) {
            if (call.isPublicApi()) {
                addMethods(type, call);
            }
        }
        return type;
    }

    private void addMethods(TypeSpec.Builder type, CallSpec call) {
        CallJavadoc javadoc = new CallJavadoc(call, links, groups);
        String name = JavaNames.camelCase(call.name());
        for (Overload overload : Overload.of(call)) {
            MethodSpec.Builder method = start(overload, name)
                    .addJavadoc("$L", overload.isMain() ? javadoc.full(overload) : javadoc.variant(overload));
            if (overload.isAnsweredByStub()) {
                method.addModifiers(Modifier.ABSTRACT);
            } else {
                method.addModifiers(Modifier.DEFAULT)
                        .addStatement("$L$N($L)", overload.returnWord(types), name, withOptions(overload));
            }
            type.addMethod(method.build());
        }
        for (String alias : call.aliases()) {
            addAlias(type, call, alias, javadoc);
        }
    }

    private void addAlias(TypeSpec.Builder type, CallSpec call, String alias, CallJavadoc javadoc) {
        for (Overload overload : Overload.of(call)) {
            type.addMethod(start(overload, JavaNames.camelCase(alias))
                    .addModifiers(Modifier.DEFAULT)
                    .addJavadoc("$L", javadoc.alias(overload))
                    .addStatement(
                            "$L$N($L)",
                            overload.returnWord(types),
                            JavaNames.camelCase(call.name()),
                            overload.arguments())
                    .build());
        }
    }

    private MethodSpec.Builder start(Overload overload, String name) {
        MethodSpec.Builder method = overload.method(name, types).addModifiers(Modifier.PUBLIC);
        if (overload.call().deprecated() != null) {
            method.addAnnotation(Deprecated.class);
        }
        return method;
    }

    /** Returns the arguments for the method with the options object. */
    private static String withOptions(Overload overload) {
        String options = JavaTypes.options(overload.call()).simpleName();
        if (overload.form() == Overload.Form.SETTERS) {
            String arguments = overload.arguments();
            String before = arguments.substring(0, arguments.length() - "options".length());
            return before + options + ".from(options)";
        }
        String arguments = overload.arguments();
        return arguments + (arguments.isEmpty() ? "" : ", ") + "new " + options + "()";
    }
}

package io.guestfs.protocol.generator;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.ParamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One Java method of a call: how its file is given (any shape when it has none) and how its optional arguments are.
 *
 * @param call the call
 * @param shape how the file is given
 * @param form how the optional arguments are given
 */
record Overload(CallSpec call, FileShape shape, Form form) {

    /** How optional arguments are given. */
    enum Form {
        /** Not at all; for calls without optional arguments this is the only form. */
        PLAIN,
        /** As an object. */
        OPTIONS,
        /** As a function that sets them. */
        SETTERS
    }

    private static final String OPTIONS = "options";

    /** Returns all methods of a call, the simplest first. */
    static List<Overload> of(CallSpec call) {
        boolean file = call.params().stream().anyMatch(ParamSpec::isFile);
        List<FileShape> shapes = file ? List.of(FileShape.values()) : List.of(FileShape.NAME);
        List<Form> forms = call.options().isEmpty() ? List.of(Form.PLAIN) : List.of(Form.values());
        List<Overload> overloads = new ArrayList<>();
        for (FileShape shape : shapes) {
            forms.forEach(form -> overloads.add(new Overload(call, shape, form)));
        }
        return overloads;
    }

    /** Tells whether this is the method that carries the whole documentation. */
    boolean isMain() {
        return shape == FileShape.NAME && form == Form.PLAIN;
    }

    /** Tells whether the method runs the call, rather than another method of it. */
    boolean isAnsweredByStub() {
        return form == (call.options().isEmpty() ? Form.PLAIN : Form.OPTIONS);
    }

    /** Returns the parameters in order. */
    List<ParameterSpec> parameters() {
        List<ParameterSpec> parameters = new ArrayList<>();
        for (ParamSpec param : call.params()) {
            parameters.add(ParameterSpec.builder(type(param), JavaNames.camelCase(param.name()))
                    .build());
        }
        switch (form) {
            case PLAIN -> {}
            case OPTIONS ->
                parameters.add(
                        ParameterSpec.builder(JavaTypes.options(call), OPTIONS).build());
            case SETTERS ->
                parameters.add(ParameterSpec.builder(JavaTypes.optionsConsumer(call), OPTIONS)
                        .build());
        }
        return parameters;
    }

    /** Starts the method under the given name. */
    MethodSpec.Builder method(String name, JavaTypes types) {
        return MethodSpec.methodBuilder(name)
                .returns(types.result(call.returns()))
                .addParameters(parameters());
    }

    /** Returns the arguments that pass all parameters on. */
    String arguments() {
        return parameters().stream().map(ParameterSpec::name).collect(Collectors.joining(", "));
    }

    /** Returns the word that stands before the call of another method: a result is passed on. */
    String returnWord(JavaTypes types) {
        return types.result(call.returns()).equals(TypeName.VOID) ? "" : "return ";
    }

    private TypeName type(ParamSpec param) {
        return param.isFile() ? shape.type(param.kind()) : JavaTypes.param(param.type());
    }
}

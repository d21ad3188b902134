package io.guestfs.protocol.generator;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.guestfs.protocol.description.ApiDescription;
import io.guestfs.protocol.description.EventSpec;
import io.guestfs.protocol.description.JavaNames;
import java.util.Comparator;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes the kinds of events in the order of their bits. */
final class EventKindWriter {
    private static final ClassName EVENT_KIND = ClassName.get(JavaTypes.EVENT, "EventKind");

    private final List<EventSpec> events;
    private final JavadocText text;

    EventKindWriter(ApiDescription api) {
        this.events = api.events().stream()
                .sorted(Comparator.comparingInt(EventSpec::bit))
                .toList();
        this.text = new JavadocText(new Links(api, JavaTypes.EVENT));
    }

    void write(SourceFiles files) {
        TypeSpec.Builder type = TypeSpec.enumBuilder(EVENT_KIND)
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("The kinds of events that a handle raises.\n");
        for (EventSpec event : events) {
            type.addEnumConstant(
                    JavaNames.constant(event.name()),
                    TypeSpec.anonymousClassBuilder("$L, $S", event.bit(), event.name())
                            .addJavadoc("$L", text.opening(event.text()) + "\n")
                            .build());
        }
        type.addField(int.class, "position", Modifier.PRIVATE, Modifier.FINAL);
        type.addField(String.class, "wireName", Modifier.PRIVATE, Modifier.FINAL);
        type.addMethod(constructor());
        type.addMethod(getter(TypeName.LONG, "bit")
                .addJavadoc("Returns the bit of this kind in masks of events.\n\n@return a number with one bit set\n")
                .addStatement("return 1L << position")
                .build());
        type.addMethod(getter(ClassName.get(String.class), "wireName")
                .addJavadoc("Returns the name of this kind in the C library.\n\n@return lower-case name\n")
                .addStatement("return wireName")
                .build());
        files.add(JavaTypes.EVENT, type);
    }

    private static MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addParameter(int.class, "position")
                .addParameter(String.class, "wireName")
                .addStatement("this.position = position")
                .addStatement("this.wireName = wireName")
                .build();
    }

    private static MethodSpec.Builder getter(TypeName type, String name) {
        return MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC).returns(type);
    }
}

package io.guestfs.protocol.description;

/** Every text of a description, with the place and the entry it belongs to. */
final class Texts {
    private Texts() {}

    /** Takes one text. */
    @FunctionalInterface
    interface Visitor {
        void text(Origin origin, String owner, String text);
    }

    static void forEach(ApiDescription api, Visitor visitor) {
        api.calls().forEach(call -> call(call, visitor));
        forEachOutsideCalls(api, visitor);
    }

    static void forEachOutsideCalls(ApiDescription api, Visitor visitor) {
        for (FamilySpec family : api.families()) {
            visitor.text(family.origin(), "family " + family.name(), family.title());
            visitor.text(family.origin(), "family " + family.name(), family.intro());
        }
        api.groups().forEach(group -> visitor.text(group.origin(), "group " + group.name(), group.text()));
        api.events().forEach(event -> visitor.text(event.origin(), "event " + event.name(), event.text()));
        for (StructSpec struct : api.structs()) {
            String owner = "struct " + struct.name();
            visitor.text(struct.origin(), owner, struct.summary());
            struct.fields()
                    .forEach(field -> visitor.text(field.origin(), owner + ", field " + field.name(), field.text()));
        }
    }

    private static void call(CallSpec call, Visitor visitor) {
        String owner = "call " + call.name();
        visitor.text(call.origin(), owner, call.text().summary());
        visitor.text(call.origin(), owner, call.text().body());
        call.params()
                .forEach(param -> visitor.text(param.origin(), owner + ", parameter " + param.name(), param.text()));
        call.options()
                .forEach(option -> visitor.text(option.origin(), owner + ", option " + option.name(), option.text()));
        if (call.returns().type() != ReturnType.ERR) {
            visitor.text(
                    call.returns().origin(), owner + ", result", call.returns().text());
        }
        call.text().errors().forEach(error -> visitor.text(call.origin(), owner + ", error", error.when()));
    }
}

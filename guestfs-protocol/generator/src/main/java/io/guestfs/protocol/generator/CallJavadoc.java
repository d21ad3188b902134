package io.guestfs.protocol.generator;

import io.guestfs.protocol.description.CallFlag;
import io.guestfs.protocol.description.CallSpec;
import io.guestfs.protocol.description.ErrorSpec;
import io.guestfs.protocol.description.GroupSpec;
import io.guestfs.protocol.description.JavaNames;
import io.guestfs.protocol.description.OptionSpec;
import io.guestfs.protocol.description.ParamSpec;
import io.guestfs.protocol.description.ParamType;
import io.guestfs.protocol.description.ReturnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The documentation of the methods of one call. */
final class CallJavadoc {
    private static final String EVENT_KIND = JavaTypes.EVENT + ".EventKind";

    private final CallSpec call;
    private final Links links;
    private final JavadocText text;
    private final Map<String, GroupSpec> groups;
    private final StringBuilder out = new StringBuilder();

    CallJavadoc(CallSpec call, Links links, Map<String, GroupSpec> groups) {
        this.call = call;
        this.links = links;
        this.text = new JavadocText(links);
        this.groups = groups;
    }

    /** Writes everything there is to say; for the main method of the call. */
    String full(Overload overload) {
        out.setLength(0);
        line(text.phrase(call.text().summary()));
        line(text.body(call.text().body()));
        optionList();
        demands();
        errors();
        provenance();
        String example = call.text().example();
        if (example != null) {
            line("\n<p>Example:\n" + JavadocText.example(example));
        }
        tags(overload, true);
        return out.toString();
    }

    /** Writes what one more method of the call adds to the main one. */
    String variant(Overload overload) {
        out.setLength(0);
        line(text.phrase(call.text().summary()));
        List<String> parts = new ArrayList<>();
        if (overload.shape() != FileShape.NAME) {
            parts.add("the local file " + overload.shape().phrase());
        }
        switch (overload.form()) {
            case PLAIN -> {}
            case OPTIONS -> parts.add("optional arguments");
            case SETTERS -> parts.add("optional arguments set by a function");
        }
        paragraph("The same as " + links.inline(call.name()) + ", where everything about it is said, with "
                + String.join(" and ", parts) + ".");
        demands();
        provenance();
        tags(overload, false);
        return out.toString();
    }

    /** Writes about a method under a second name. */
    String alias(Overload overload) {
        out.setLength(0);
        line(text.phrase(call.text().summary()));
        paragraph("Another name of " + links.inline(call.name()) + ", where everything about it is said.");
        demands();
        provenance();
        tags(overload, false);
        return out.toString();
    }

    private void optionList() {
        if (call.options().isEmpty()) {
            return;
        }
        String options = JavaTypes.options(call).simpleName();
        paragraph("Optional arguments, which the other methods of this name take in {@link " + options + "}:");
        List<String> items = new ArrayList<>();
        for (OptionSpec option : call.options()) {
            items.add("{@code " + JavaNames.camelCase(option.name()) + "}: " + text.inline(option.text())
                    + since(option));
        }
        line(JavadocText.list(items));
    }

    /** Says which appliances have an option that came later than its call. */
    static String since(OptionSpec option) {
        String since = option.since();
        return since == null ? "" : "; needs an appliance of version " + JavadocText.escape(since) + " or later";
    }

    private void demands() {
        String group = call.group();
        if (group != null) {
            paragraph("Needs the feature group " + JavadocText.code(group) + " of the appliance" + groupText(group)
                    + "; " + links.inline("feature_available") + " tells whether it is there.");
        }
        for (CallFlag flag : call.flags()) {
            paragraph(sentence(flag));
        }
    }

    private String groupText(String group) {
        GroupSpec spec = groups.get(group);
        return spec == null ? "" : " (" + text.inline(spec.text()) + ")";
    }

    private static String sentence(CallFlag flag) {
        return switch (flag) {
            case CANCELLABLE -> "The transfer can be ended early from another thread with {@code userCancel()}.";
            case PROGRESS ->
                "A long run reports how far it has come in events of kind {@link " + EVENT_KIND + "#PROGRESS}.";
            case CONFIG_ONLY -> "Only allowed before the launch.";
            case PROTOCOL_LIMIT ->
                "The data travels in one message, which holds about 4 MiB at most; larger data needs"
                        + " one of the calls that transfer files.";
            case CONCURRENT -> "It does not wait for a call that another thread is making on this handle.";
        };
    }

    private void errors() {
        if (call.text().errors().isEmpty()) {
            return;
        }
        paragraph("It fails, besides the general reasons,");
        List<String> items = new ArrayList<>();
        for (ErrorSpec error : call.text().errors()) {
            String name = error.errno().equals(ErrorSpec.NO_ERRNO)
                    ? "without an error number"
                    : "with " + JavadocText.code(error.errno());
            items.add(name + " when " + text.inline(error.when()));
        }
        line(JavadocText.list(items));
    }

    private void provenance() {
        paragraph("Available since version " + JavadocText.escape(call.since()) + " of the C library; there it is "
                + JavadocText.code("guestfs_" + call.cName()) + ".");
    }

    private void tags(Overload overload, boolean withSee) {
        out.append('\n');
        for (ParamSpec param : call.params()) {
            String phrase = phrase(param.text(), param.type() == ParamType.OPT_STRING);
            tag("@param " + JavaNames.camelCase(param.name()) + " " + phrase);
        }
        switch (overload.form()) {
            case PLAIN -> {}
            case OPTIONS -> tag("@param options the optional arguments");
            case SETTERS -> tag("@param options sets the optional arguments");
        }
        if (call.returns().type() != ReturnType.ERR) {
            tag("@return " + phrase(call.returns().text(), call.returns().type() == ReturnType.CONST_OPT_STRING));
        }
        tag("@throws " + JavaTypes.ROOT + ".error.GuestFSException if " + failure());
        deprecated();
        if (withSee) {
            call.text().see().stream()
                    .filter(links::isPublic)
                    .map(links::reference)
                    .forEach(target -> tag("@see " + target));
        }
    }

    private String phrase(String phrase, boolean nullable) {
        boolean unsaid = nullable && !phrase.contains("null");
        return text.inline(phrase) + (unsaid ? "; may be null" : "");
    }

    private String failure() {
        if (call.isDaemon()) {
            return "the appliance refuses the call, is not running or gets lost, if the handle is closed, or if an"
                    + " argument is not allowed";
        }
        return "the call fails, if the handle is closed, or if an argument is not allowed";
    }

    private void deprecated() {
        String successor = call.deprecated();
        if (successor == null) {
            return;
        }
        if (links.isPublic(successor)) {
            tag("@deprecated use " + links.inline(successor));
        } else {
            tag("@deprecated there is no replacement");
        }
    }

    private void paragraph(String javadoc) {
        line("\n<p>" + JavadocText.lines(javadoc));
    }

    private void tag(String javadoc) {
        line(JavadocText.lines(javadoc).replace("\n", "\n    "));
    }

    private void line(String javadoc) {
        out.append(javadoc).append('\n');
    }
}

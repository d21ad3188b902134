package io.guestfs.protocol.description;

import java.util.Locale;

/** Rules about the sentences of the entries. */
final class TextRules {
    private static final String PLACEHOLDER = "undescribed";

    private TextRules() {}

    static void summariesAreSentences(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            String summary = call.text().summary();
            if (!summary.endsWith(".") || summary.contains("\n") || summary.length() < 2) {
                problems.report(call, "the summary must be one sentence on one line that ends with a period");
            }
        }
    }

    static void bodiesArePresent(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            if (call.text().body().isBlank()) {
                problems.report(call, "the text is empty");
            }
        }
    }

    static void argumentsAreDescribed(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ParamSpec param : call.params()) {
                if (param.text().isBlank()) {
                    problems.report(param.origin(), call, "the parameter " + param.name() + " has no text");
                }
            }
            for (OptionSpec option : call.options()) {
                if (option.text().isBlank()) {
                    problems.report(option.origin(), call, "the option " + option.name() + " has no text");
                }
            }
        }
    }

    static void resultsAreDescribed(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            ReturnSpec returns = call.returns();
            if (returns.type() != ReturnType.ERR && returns.text().isBlank()) {
                problems.report(returns.origin(), call, "the result has no text");
            }
        }
    }

    static void errorsAreDescribed(ApiDescription api, Problems problems) {
        for (CallSpec call : api.calls()) {
            for (ErrorSpec error : call.text().errors()) {
                if (error.when().isBlank()) {
                    problems.report(call, "the error " + error.errno() + " does not say when it happens");
                }
            }
        }
    }

    static void everythingElseIsDescribed(ApiDescription api, Problems problems) {
        Texts.forEachOutsideCalls(api, (origin, owner, text) -> {
            if (text.isBlank()) {
                problems.report(origin, owner + ": the text is empty");
            }
        });
    }

    static void literalsAreClosed(ApiDescription api, Problems problems) {
        Texts.forEach(api, (origin, owner, text) -> {
            if (text.chars().filter(c -> c == '`').count() % 2 != 0) {
                problems.report(origin, owner + ": a backtick has no partner");
            }
        });
    }

    static void nothingIsPlaceholder(ApiDescription api, Problems problems) {
        Texts.forEach(api, (origin, owner, text) -> {
            if (text.toLowerCase(Locale.ROOT).strip().matches(PLACEHOLDER + "\\.?")) {
                problems.report(origin, owner + ": it still has the placeholder text");
            }
        });
    }
}

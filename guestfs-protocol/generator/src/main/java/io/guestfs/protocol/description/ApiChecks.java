package io.guestfs.protocol.description;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Says whether the entries of a description make sense, alone and together. Each rule is one method of the rule classes
 * beside this one; all of them run, so that one build shows all mistakes.
 */
public final class ApiChecks {
    private static final List<BiConsumer<ApiDescription, Problems>> RULES = List.of(
            ProcedureRules::numbersAreUnique,
            ProcedureRules::namesAreUnique,
            ProcedureRules::daemonCallsHaveProcedures,
            ProcedureRules::proceduresHaveDaemonCalls,
            NameRules::callNamesAreWellFormed,
            NameRules::callNamesAreUnique,
            NameRules::aliasesAreFree,
            NameRules::argumentNamesAreWellFormed,
            NameRules::argumentNamesAreUnique,
            NameRules::homesAreKnownForms,
            NameRules::sinceIsVersion,
            NameRules::structNamesAreUnique,
            NameRules::fieldNamesAreUnique,
            NameRules::familyNamesAreUnique,
            NameRules::groupNamesAreUnique,
            NameRules::eventsAreUnique,
            JavaNameRules::methodsAreUsable,
            JavaNameRules::methodsDiffer,
            JavaNameRules::constantsDiffer,
            JavaNameRules::parametersAreUsable,
            JavaNameRules::parametersDiffer,
            JavaNameRules::settersAreUsable,
            JavaNameRules::settersDiffer,
            JavaNameRules::optionClassesDiffer,
            JavaNameRules::recordsAreUsable,
            JavaNameRules::recordsDiffer,
            JavaNameRules::componentsAreUsable,
            JavaNameRules::eventKindsAreUsable,
            ArgumentRules::optionsFitBitmask,
            ArgumentRules::filesGoOneWay,
            ArgumentRules::filesAreStrings,
            ArgumentRules::daemonCallsTakeNoPointers,
            ArgumentRules::daemonCallsReturnNoConstants,
            ArgumentRules::onlyStructResultsNameStruct,
            ReferenceRules::structsExist,
            ReferenceRules::groupsExist,
            ReferenceRules::successorsExist,
            ReferenceRules::relatedCallsExist,
            ReferenceRules::linksExist,
            ReferenceRules::errorNumbersExist,
            TextRules::summariesAreSentences,
            TextRules::bodiesArePresent,
            TextRules::argumentsAreDescribed,
            TextRules::resultsAreDescribed,
            TextRules::errorsAreDescribed,
            TextRules::everythingElseIsDescribed,
            TextRules::literalsAreClosed,
            TextRules::nothingIsPlaceholder);

    private ApiChecks() {}

    /**
     * Checks a description.
     *
     * @param api the description
     * @throws DescriptionException if at least one rule is broken; the message has one line for each offence, with file,
     *     line and call
     */
    public static void check(ApiDescription api) {
        List<String> problems = problems(api);
        if (!problems.isEmpty()) {
            throw new DescriptionException(
                    "the API description is wrong in " + problems.size() + " places:\n" + String.join("\n", problems));
        }
    }

    /** Returns one line per offence. */
    static List<String> problems(ApiDescription api) {
        Problems problems = new Problems();
        RULES.forEach(rule -> rule.accept(api, problems));
        return problems.lines();
    }
}

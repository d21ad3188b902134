package io.guestfs.diagnosis;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that was found, in the order of a launch. Immutable.
 *
 * @param findings at least one for each area that was looked at
 */
public record Diagnosis(List<Finding> findings) {

    private static final String INDENT = " ".repeat(22);

    /**
     * Keeps a copy.
     *
     * @param findings what was found
     */
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * Tells whether launches can work.
     *
     * @return true if no finding is a fault
     */
    public boolean fine() {
        return worst() != Severity.FAULT;
    }

    /**
     * Gives the severity of the finding that matters most.
     *
     * @return OK if nothing was found
     */
    public Severity worst() {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }

    /**
     * Gives the findings about one area.
     *
     * @param area what they are about
     * @return none or more
     */
    public List<Finding> of(Area area) {
        return findings.stream().filter(finding -> finding.area() == area).toList();
    }

    /**
     * Gives the diagnosis for a reader: a line or more for each finding, its remedy below it, and a summary at the end.
     *
     * @return lines, each with a line end
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            // The words of a program may hold anything, and this goes to a terminal.
            String what = finding.what()
                    .stripTrailing()
                    .replaceAll("[\\p{Cntrl}&&[^\n]]", "?")
                    .replace("\n", "\n" + INDENT);
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            text.append(
                    String.format(Locale.ROOT, "%-12s %-8s %s\n", finding.area().label(), severity, what));
            if (!finding.remedy().isEmpty()) {
                text.append(INDENT)
                        .append("-> ")
                        .append(finding.remedy().replace("\n", "\n" + INDENT + "   "))
                        .append('\n');
            }
        }
        return text.append(summary()).append('\n').toString();
    }

    private String summary() {
        long faults = count(Severity.FAULT);
        long warnings = count(Severity.WARNING);
        if (faults > 0) {
            return counted(faults, "fault") + " must be repaired before the appliance can be launched.";
        }
        return warnings > 0
                ? "The appliance can be launched, with " + counted(warnings, "warning") + "."
                : "All that is required is in order.";
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /**
     * Gives the diagnosis as a JSON object with the members {@code fine} (boolean), {@code worst} and {@code findings}, an array
     * of objects with {@code area}, {@code severity}, {@code what} and {@code remedy}. Areas and severities are the names of
     * the constants in lower case.
     *
     * @return the text, without a line end
     */
    public String json() {
        List<Map<String, String>> list = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("area", lower(finding.area()));
            entry.put("severity", lower(finding.severity()));
            entry.put("what", finding.what());
            entry.put("remedy", finding.remedy());
            list.add(entry);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("fine", fine());
        all.put("worst", lower(worst()));
        all.put("findings", list);
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all);
        } catch (IOException e) {
            // Nothing is read or written but memory.
            throw new UncheckedIOException(e);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

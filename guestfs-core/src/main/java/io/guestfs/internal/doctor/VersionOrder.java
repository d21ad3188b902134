package io.guestfs.internal.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders versions such as {@code 6.1.0-9} and {@code 6.1.0-10}: numbers as numbers, words as words. */
final class VersionOrder implements Comparator<String> {

    private static final Pattern PART = Pattern.compile("[0-9]+|[A-Za-z]+|.");

    @Override
    public int compare(String one, String other) {
        List<String> ones = parts(one);
        List<String> others = parts(other);
        for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
            int order = comparePart(ones.get(i), others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ones.size(), others.size());
    }

    private static int comparePart(String one, String other) {
        if (number(one) && number(other)) {
            String small = one.replaceFirst("^0+", "");
            String smallOther = other.replaceFirst("^0+", "");
            int lengths = Integer.compare(small.length(), smallOther.length());
            return lengths != 0 ? lengths : small.compareTo(smallOther);
        }
        return one.compareTo(other);
    }

    private static boolean number(String part) {
        return Character.isDigit(part.charAt(0));
    }

    private static List<String> parts(String version) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(version);
        while (matcher.find()) {
            parts.add(matcher.group());
        }
        return parts;
    }
}

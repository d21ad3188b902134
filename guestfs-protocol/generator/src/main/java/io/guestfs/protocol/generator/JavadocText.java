package io.guestfs.protocol.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns text of the description into Javadoc that means the same and cannot do harm: whatever stands in the text, it can
 * neither end the comment nor start a tag or an element.
 */
final class JavadocText {
    private static final int WIDTH = 105;
    /** Stands for a space at which no line may be broken, until the lines are made. */
    private static final char FIXED_SPACE = '\uE000';

    private static final Pattern UNBREAKABLE = Pattern.compile("\\{@[^}]*}|<code>.*?</code>");
    private static final Pattern SPECIAL = Pattern.compile("`([^`]+)`|\\[\\[([a-zA-Z0-9_]+)]]");
    private static final Pattern CODE_SAFE = Pattern.compile("[^{}\\\\@*\\p{Cntrl}]+");

    private final Links links;

    JavadocText(Links links) {
        this.links = links;
    }

    /** Turns paragraphs and lists into Javadoc lines that start a comment: the first paragraph has no {@code <p>}. */
    String opening(String text) {
        String body = body(text);
        return body.startsWith("\n<p>") ? body.substring("\n<p>".length()) : body;
    }

    /** Turns paragraphs and lists into Javadoc lines that follow other lines. */
    String body(String text) {
        List<String> blocks = new ArrayList<>();
        for (String paragraph : text.strip().split("\\n\\s*\\n", -1)) {
            addBlocks(blocks, paragraph.lines().map(String::stripTrailing).toList());
        }
        return String.join("\n", blocks);
    }

    /** Turns a sentence or phrase into Javadoc, broken into lines. */
    String phrase(String text) {
        return lines(inline(text));
    }

    /** Turns lines of Java into an example. */
    static String example(String code) {
        boolean safe =
                CODE_SAFE.matcher(code.replace('\n', ' ').replace('*', ' ')).matches() && !code.contains("*/");
        return safe ? "<pre>{@code\n" + code.strip() + "\n}</pre>" : "<pre>\n" + escape(code.strip()) + "\n</pre>";
    }

    /** Makes a list of items that come from {@link #inline}. */
    static String list(List<String> items) {
        StringBuilder list = new StringBuilder("<ul>\n");
        for (String item : items) {
            list.append(lines("<li>" + item + "</li>")).append('\n');
        }
        return list.append("</ul>").toString();
    }

    /** Turns a sentence or phrase into Javadoc for {@link #lines} or {@link #list}. */
    String inline(String text) {
        String flat = text.strip().replaceAll("\\s+", " ");
        StringBuilder result = new StringBuilder();
        Matcher special = SPECIAL.matcher(flat);
        int done = 0;
        while (special.find()) {
            result.append(escape(flat.substring(done, special.start())));
            String literal = special.group(1);
            String markup = literal != null ? code(literal) : links.inline(special.group(2));
            result.append(markup);
            done = special.end();
        }
        return result.append(escape(flat.substring(done))).toString();
    }

    /** Marks text as code, in whichever way is safe for it. */
    static String code(String literal) {
        return CODE_SAFE.matcher(literal).matches()
                ? "{@code " + literal + "}"
                : "<code>" + escape(literal) + "</code>";
    }

    /** Replaces every character that means something to Javadoc, HTML or the Java compiler. */
    static String escape(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> result.append("&amp;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '@' -> result.append("&#64;");
                case '{' -> result.append("&#123;");
                case '}' -> result.append("&#125;");
                case '\\' -> result.append("&#92;");
                case '/' -> result.append(i > 0 && text.charAt(i - 1) == '*' ? "&#47;" : "/");
                default -> result.append(c);
            }
        }
        return result.toString();
    }

    /** Breaks Javadoc into lines of bearable length. */
    static String lines(String javadoc) {
        StringBuilder result = new StringBuilder();
        int column = 0;
        String fixed = UNBREAKABLE
                .matcher(javadoc)
                .replaceAll(atom -> Matcher.quoteReplacement(atom.group().replace(' ', FIXED_SPACE)));
        for (String word : fixed.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                result.append('\n');
                column = 0;
            } else if (column > 0) {
                result.append(' ');
                column++;
            }
            result.append(word);
            column += word.length();
        }
        return result.toString().replace(FIXED_SPACE, ' ');
    }

    private void addBlocks(List<String> blocks, List<String> lines) {
        StringBuilder prose = new StringBuilder();
        List<String> items = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("- ")) {
                items.add(line.substring(2));
            } else if (!items.isEmpty() && line.startsWith(" ")) {
                items.add(items.remove(items.size() - 1) + " " + line.strip());
            } else {
                flushItems(blocks, items);
                prose.append(line).append(' ');
                continue;
            }
            flushProse(blocks, prose);
        }
        flushProse(blocks, prose);
        flushItems(blocks, items);
    }

    private void flushProse(List<String> blocks, StringBuilder prose) {
        if (!prose.toString().isBlank()) {
            blocks.add("\n<p>" + lines(inline(prose.toString())));
        }
        prose.setLength(0);
    }

    private void flushItems(List<String> blocks, List<String> items) {
        if (!items.isEmpty()) {
            blocks.add(list(items.stream().map(this::inline).toList()));
        }
        items.clear();
    }
}

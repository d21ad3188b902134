package io.guestfs.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestfs.protocol.description.ApiReader;
import io.guestfs.protocol.description.MiniDescription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavadocTextTest {
    private JavadocText text;

    @BeforeEach
    void useMiniDescription() throws Exception {
        text = new JavadocText(new Links(ApiReader.read(MiniDescription.original()), JavaTypes.CALLS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ends */ here|ends *&#47; here",
                "a/b and **/|a/b and **&#47;",
                "<script> & more|&lt;script&gt; &amp; more",
                "@throws {@code x}|&#64;throws &#123;&#64;code x&#125;",
                "back\\slash \\u002a/|back&#92;slash &#92;u002a/",
                "`plain`|{@code plain}",
                "`List<String>`|{@code List<String>}",
                "`a b  c`|{@code a b c}",
                "`{`|<code>&#123;</code>",
                "`*/`|<code>*&#47;</code>",
                "`\\u002a`|<code>&#92;u002a</code>",
                "`me@home`|<code>me&#64;home</code>",
                "[[probe]]|{@link ThingsCalls#probe}",
                "[[internal_walk]]|{@code internal_walk}",
                "[[unseen]]|{@code unseen}",
                "`[[probe]]`|{@code [[probe]]}",
                "lone ` backtick|lone ` backtick",
                "é ∀ $L %s|é ∀ $L %s"
            })
    void keepsMeaningAndDoesNoHarm(String written, String javadoc) {
        assertThat(text.phrase(written)).isEqualTo(javadoc);
    }

    @Test
    void linksFromOtherPackagesNameThePackage() throws Exception {
        Links links = new Links(ApiReader.read(MiniDescription.original()), JavaTypes.STRUCTS);

        assertThat(links.inline("probe")).isEqualTo("{@link io.guestfs.calls.ThingsCalls#probe}");
    }

    @Test
    void paragraphsAndListsFollowEachOther() {
        assertThat(text.body("One\ntwo.\n\nThree:\n- four\n  five\n- six\nseven\n"))
                .isEqualTo("\n<p>One two.\n\n<p>Three:\n<ul>\n<li>four five</li>\n<li>six</li>\n</ul>\n\n<p>seven");
    }

    @Test
    void openingParagraphHasNoTag() {
        assertThat(text.opening("One.\n\nTwo.")).isEqualTo("One.\n\n<p>Two.");
    }

    @Test
    void longLinesBreakOutsideOfCode() {
        String lines = text.phrase("word ".repeat(19) + "`code that stays on one line`");

        assertThat(lines.lines()).hasSize(2).last().isEqualTo("{@code code that stays on one line}");
    }

    @Test
    void exampleWithBracesOrCommentsIsEscaped() {
        assertThat(JavadocText.example("g.sync();\n")).isEqualTo("<pre>{@code\ng.sync();\n}</pre>");
        assertThat(JavadocText.example("x(o -> { y(); });")).isEqualTo("<pre>\nx(o -&gt; &#123; y(); &#125;);\n</pre>");
        assertThat(JavadocText.example("/* a */ b();")).isEqualTo("<pre>\n/* a *&#47; b();\n</pre>");
        assertThat(JavadocText.example("@Override")).isEqualTo("<pre>\n&#64;Override\n</pre>");
    }
}

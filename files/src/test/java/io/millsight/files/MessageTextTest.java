package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTextTest {

    @ParameterizedTest
    @CsvSource({"0, 0 images", "1, 1 image", "2, 2 images", "1620, '1,620 images'"})
    void aNumberGoesWithItsNoun(long number, String text) {
        assertThat(MessageText.count(number, "image")).isEqualTo(text);
    }

    @Test
    void aNounMayHaveItsOwnPlural() {
        assertThat(MessageText.count(1, "box", "boxes")).isEqualTo("1 box");
        assertThat(MessageText.count(3, "box", "boxes")).isEqualTo("3 boxes");
    }

    @Test
    void charactersThatSteerATerminalAreSpelled() {
        assertThat(MessageText.printable("a\u001b[2Jb\u202egnp.\u0000\u2066\ud800\ufeff\u00adx"))
                .isEqualTo("a\\u001b[2Jb\\u202egnp.\\u0000\\u2066\\ud800\\ufeff\\u00adx");
    }

    @Test
    void namesOfEveryScriptStayAsTheyAre() {
        String names = "Öl-Fleck 夹杂 پوسته\u200cای \ud83d\udc69\u200d\ud83d\udd27";
        assertThat(MessageText.printable(names)).isSameAs(names);
    }

    @Test
    void ofALongValueTheBeginningIsShown() {
        assertThat(MessageText.quote("7".repeat(5000))).isEqualTo("\"" + "7".repeat(80) + "… (5,000 characters)\"");
        assertThat(MessageText.excerpt("x".repeat(79) + "\ud83d\udc69".repeat(2)))
                .isEqualTo("x".repeat(79) + "… (83 characters)");
    }

    @Test
    void aMessageIsOneLineOfBoundedLength() {
        assertThat(MessageText.oneLine(" a\r\n  b\nc ")).isEqualTo("a b c");
        assertThat(MessageText.oneLine("file: " + "x".repeat(100_000) + "; mend it"))
                .hasSizeLessThan(2010)
                .startsWith("file: xxx")
                .contains("x … x")
                .endsWith("x; mend it");
    }
}

package io.millsight.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests texts that are not among the golden ones. The expected tokens are those of CoreNLP 3.4.1. */
class PennTreebankTokenizerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "It is 3.5mm wide, 10.2px high. # it is 3.5 mm wide , 10.2 px high .",
                "The defect is at point A. The other is at B. # the defect is at point a . the other is at b.",
                "Defects etc. The next one. # defects etc. . the next one .",
                "The U.S. steel plant. In the U.S. The image. # the u.s. steel plant . in the u.s. . the image .",
                "See Figs. 3 and 4, p. 12, sec. 4.1. # see figs. 3 and 4 , p. 12 , sec . 4.1 .",
                "bbox: [10.5, 20.25, 30.125, 40] # bbox : -lsb- 10.5 , 20.25 , 30.125 , 40 -rsb-",
                "A 5% chance; 10% of 3,000.50 px. # a 5 % chance ; 10 % of 3,000.50 px .",
                "Is it a defect?Yes!No. # is it a defect?yes!no .",
                "R&D AT&T # r&d at&t",
                "image_001.jpg and file.tar.gz # image_001 . jpg and file.tar.gz",
                "50 60 70 80 90 # 50 60 70 80 90",
                "<box>24</box> <br/> # <box> 24 </box> <br/>",
                "well-known state-of-the-art X-ray # well-known state-of-the-art x-ray",
                "x<8 and y>9 # x < 8 and y > 9",
                "mm., next defects.; x # mm. , next defects. ; x",
                "the inspectors' reports; I've gotta # the inspectors ' reports ; i 've got ta",
            })
    void tokenisesAsTheReferenceDoes(String text, String tokens) {
        assertThat(String.join(" ", PennTreebankTokenizer.tokenize(text))).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {"134 200 199 # 134~200~199", "53 38 174 161 # 53~38~174~161", "134 200 1990 # 134~200~1990"})
    void readsSomeRowsOfNumbersAsATelephoneNumber(String text, String tokens) {
        assertThat(String.join(" ", PennTreebankTokenizer.tokenize(text))).isEqualTo(tokens.replace('~', '\u00A0'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a-",
                "a.",
                "1",
                "1.",
                "1,",
                "_a",
                "a_",
                "a/",
                "A+",
                "é\u0301",
                "\uD835\uDC00",
                "'a",
                "<a ",
                "x@",
                "..."
            })
    void tokenisesAWordOf100000Characters(String repeated) {
        String word = repeated.repeat(100_000 / repeated.length());

        List<String> tokens = PennTreebankTokenizer.tokenize(word + " and more");

        assertThat(tokens).endsWith("and", "more");
    }

    @Test
    void splitsOnlyWordsOfMoreThan1000Characters() {
        assertThat(PennTreebankTokenizer.tokenize("a".repeat(1000))).hasSize(1);
        assertThat(PennTreebankTokenizer.tokenize("a".repeat(1001))).containsExactly("a".repeat(1000), "a");
    }
}

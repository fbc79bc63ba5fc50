package io.millsight.evaluation.text;

import static io.millsight.evaluation.GoldenMetrics.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.GoldenMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Compares text metrics with the values of pycocoevalcap. */
class CaptionGoldenTest {

    private static final JsonNode EXPECTED = GoldenMetrics.json("captions-expected.json");
    private static final List<JsonNode> CAPTIONS = GoldenMetrics.jsonLines("captions.jsonl");

    @Test
    void tokenisesEveryCaseAsTheReferenceDoes() {
        SoftAssertions.assertSoftly(softly -> {
            for (JsonNode expected : EXPECTED.get("tokenizer_cases")) {
                String text = expected.get("text").asString();
                softly.assertThat(String.join(" ", PennTreebankTokenizer.tokenize(text)))
                        .as("raw tokens of <%s>", text)
                        .isEqualTo(expected.get("raw").asString());
                softly.assertThat(Tokenization.PENN_TREEBANK.apply(text).joined())
                        .as("tokens of <%s>", text)
                        .isEqualTo(expected.get("tokens").asString());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Tokenization.class)
    void tokenisesEveryCaptionAsTheReferenceDoes(Tokenization tokenization) {
        SoftAssertions.assertSoftly(softly -> {
            for (int i = 0; i < CAPTIONS.size(); i++) {
                JsonNode expected = EXPECTED.get("items").get(i).get(tokenization.key());
                List<String> texts = new ArrayList<>(references(CAPTIONS.get(i)));
                texts.add(CAPTIONS.get(i).get("candidate").asString());
                List<String> strings = new ArrayList<>(strings(expected.get("references")));
                strings.add(expected.get("candidate").asString());
                softly.assertThat(texts.stream()
                                .map(text -> tokenization.apply(text).words()))
                        .isEqualTo(strings.stream()
                                .map(string -> new TokenizedText(string).words())
                                .toList());
                if (tokenization == Tokenization.PENN_TREEBANK) {
                    softly.assertThat(texts.stream()
                                    .map(text -> tokenization.apply(text).joined()))
                            .isEqualTo(strings);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Tokenization.class)
    void scoresTheCorpusAndEachCaptionAsTheReferenceDoes(Tokenization tokenization) {
        CaptionScores scores = new CaptionScores(captions(tokenization, CAPTIONS));
        assertCorpus(scores, EXPECTED.get("corpus").get(tokenization.key()));
        for (int i = 0; i < CAPTIONS.size(); i++) {
            JsonNode expected = EXPECTED.get("items").get(i).get(tokenization.key());
            String id = EXPECTED.get("items").get(i).get("id").asString();
            for (int order = 1; order <= 4; order++) {
                assertThat(scores.captionBleu(order, i))
                        .as("BLEU-%d of %s", order, id)
                        .isCloseTo(expected.get("bleu").get(order - 1).asDouble(), within(TOLERANCE));
            }
            assertThat(scores.captionRougeL(i))
                    .as("ROUGE-L of %s", id)
                    .isCloseTo(expected.get("rouge_l").asDouble(), within(TOLERANCE));
            assertThat(scores.captionCider(i))
                    .as("CIDEr of %s", id)
                    .isCloseTo(expected.get("cider").asDouble(), within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @EnumSource(Tokenization.class)
    void scoresEachPartOfTheCorpusOnItsOwn(Tokenization tokenization) {
        Map<String, JsonNode> byId = new HashMap<>();
        CAPTIONS.forEach(caption -> byId.put(caption.get("id").asString(), caption));
        for (JsonNode subset : EXPECTED.get("subsets")) {
            List<JsonNode> part =
                    strings(subset.get("ids")).stream().map(byId::get).toList();
            CaptionScores scores = new CaptionScores(captions(tokenization, part));
            JsonNode expected = subset.get(tokenization.key());
            assertCorpus(scores, expected);
            for (int i = 0; i < part.size(); i++) {
                assertThat(scores.captionCider(i))
                        .isCloseTo(expected.get("item_cider").get(i).asDouble(), within(TOLERANCE));
            }
        }
    }

    private static void assertCorpus(CaptionScores scores, JsonNode expected) {
        int[] weights = new int[scores.size()];
        Arrays.fill(weights, 1);
        for (int order = 1; order <= 4; order++) {
            assertThat(scores.bleu(order, weights).orElseThrow())
                    .isCloseTo(expected.get("bleu").get(order - 1).asDouble(), within(TOLERANCE));
        }
        assertThat(scores.rougeL(weights).orElseThrow())
                .isCloseTo(expected.get("rouge_l").asDouble(), within(TOLERANCE));
        assertThat(scores.cider(weights).orElseThrow())
                .isCloseTo(expected.get("cider").asDouble(), within(TOLERANCE));
    }

    private static List<TokenizedCaption> captions(Tokenization tokenization, List<JsonNode> captions) {
        return captions.stream()
                .map(caption -> TokenizedCaption.of(
                        tokenization, caption.get("candidate").asString(), references(caption)))
                .toList();
    }

    private static List<String> references(JsonNode caption) {
        return strings(caption.get("references"));
    }

    private static List<String> strings(JsonNode array) {
        return Stream.of(array)
                .flatMap(node -> node.valueStream())
                .map(JsonNode::asString)
                .toList();
    }
}

package io.millsight.qwen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.chat.ChatEncoder;
import io.millsight.qwen.chat.ChatMessage;
import io.millsight.qwen.chat.ChatTemplate;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.config.SpecialToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BytePairTrainerTest {

    private static final List<String> TYPES =
            List.of("crazing", "inclusion", "patches", "pitted surface", "rolled-in scale", "scratches");

    @TempDir
    private Path folder;

    @Test
    void splitsTextsAsTheReference() {
        for (JsonNode example :
                GoldenFolder.json("tokenizer_cases.json").get("cases").values()) {
            if (example.has("pieces")) {
                String text = example.get("text").stringValue();
                List<String> expected = example.get("pieces").values().stream()
                        .map(JsonNode::stringValue)
                        .toList();
                assertThat(PreTokenizer.DIGITS.pieces(text)).as(text).isEqualTo(expected);
            }
        }
    }

    @Test
    void spellsBytesAsTheReference() {
        JsonNode vocabulary = GoldenFolder.json("model/tokenizer.json").at("/model/vocab");
        JsonNode byteIds = GoldenFolder.json("tokenizer_cases.json").get("byte_token_ids");
        for (int value = 0; value < 128; value++) {
            String spelled = ByteAlphabet.spell(Character.toString(value));
            assertThat(vocabulary.get(spelled)).as(spelled).isEqualTo(byteIds.get(value));
        }
        for (int symbol : ByteAlphabet.inOrder()) {
            assertThat(vocabulary.has(Character.toString(symbol))).isTrue();
        }
    }

    @Test
    void mergesTheMostFrequentPairFirstAndOfEqualsTheAlphabeticallyFirst() {
        BytePairVocabulary vocabulary =
                BytePairTrainer.train(List.of("abab", "cd", "cd", "ef", "ef"), PreTokenizer.DIGITS, 260);

        assertThat(vocabulary.merges()).containsExactly("a b", "c d", "e f", "ab ab");
        assertThat(vocabulary.tokens().subList(256, 260)).containsExactly("ab", "cd", "ef", "abab");
    }

    @Test
    void stopsWhenEveryWordIsOneToken() {
        assertThat(BytePairTrainer.train(List.of("ab 12"), PreTokenizer.DIGITS, 1000)
                        .tokens())
                .hasSize(257);
    }

    @Test
    void refusesAVocabularyWithoutRoomForTheBytes() {
        assertThatThrownBy(() -> BytePairTrainer.train(List.of("a"), PreTokenizer.DIGITS, 255))
                .hasMessage("a byte-level vocabulary needs at least 256 tokens, not 255");
    }

    @Test
    void learnsTheSameFromTheSameTexts() {
        assertThat(BytePairTrainer.train(reports(), PreTokenizer.DIGITS, 700))
                .isEqualTo(BytePairTrainer.train(reports(), PreTokenizer.DIGITS, 700));
    }

    @Test
    void makesEachWordOfAReportOneTokenAndEachDigitToo() {
        assertThat(pieces(ModelPreset.B3, "There is a rolled-in scale in the region from X coordinates 12 to 190."))
                .isEqualTo(
                        "There| is| a| rolled|-in| scale| in| the| region| from| X| coordinates| |1|2| to| |1|9|0|.");
    }

    @Test
    void makesEachWordOfAReportOneTokenAndEachCoordinateToo() {
        assertThat(pieces(ModelPreset.NANO, "There is a rolled-in scale in the region from X coordinates 12 to 190."))
                .isEqualTo("There| is| a| rolled|-in| scale| in| the| region| from| X| coordinates| 12| to| 190|.");
    }

    private String pieces(ModelPreset preset, String text) {
        writeTokenizer(preset);
        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            List<String> pieces = new ArrayList<>();
            for (int id : tokenizer.encode(text)) {
                pieces.add(tokenizer.decode(new int[] {id}));
            }
            return String.join("|", pieces);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NANO", "B3"})
    void placesTheSpecialTokensWhereThePresetExpectsThem(ModelPreset preset) {
        writeTokenizer(preset);

        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            for (SpecialToken token : SpecialToken.values()) {
                int id = token.id(preset.firstSpecialToken());
                assertThat(tokenizer.id(token)).isEqualTo(id);
                assertThat(tokenizer.encode("a" + token.text() + "b"))
                        .hasSize(3)
                        .contains(id);
                assertThat(tokenizer.decode(new int[] {id})).isEqualTo(token.text());
                assertThat(tokenizer.decodeText(new int[] {id})).isEqualTo(token.isControl() ? "" : token.text());
            }
            assertThat(tokenizer.size()).isEqualTo(SpecialToken.FILE_SEPARATOR.id(preset.firstSpecialToken()) + 1);
            LabelledTokens chat = new ChatEncoder(tokenizer, ChatTemplate.STANDARD)
                    .encodeAnswered(
                            List.of(ChatMessage.user(1, "What is it?"), ChatMessage.assistant("A crazing.")),
                            new int[] {49});
            assertThat(chat.ids()).contains(preset.config().tokens().image());
            assertThat(chat.answerTokens()).isGreaterThan(1);
        }
        assertThat(ChatTemplateFile.sha256(folder)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void givesBackAnyText(long seed) {
        writeTokenizer(ModelPreset.NANO);
        Random random = new Random(seed);

        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            for (int i = 0; i < 100; i++) {
                // no surrogates, and nothing that normalising would change
                String text = random.ints(30, 0x20, 0x250)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            }
            assertThat(tokenizer.decode(tokenizer.encode("鋼板 🙂\t\r\n"))).isEqualTo("鋼板 🙂\t\r\n");
        }
    }

    @Test
    void refusesAVocabularyThatReachesIntoTheSpecialTokens() {
        BytePairVocabulary vocabulary = BytePairTrainer.train(reports(), PreTokenizer.DIGITS, 300);

        assertThatThrownBy(() -> new TokenizerFiles(vocabulary, PreTokenizer.DIGITS, 299))
                .hasMessage("a vocabulary of 300 tokens does not fit below the special token 299");
    }

    private void writeTokenizer(ModelPreset preset) {
        BytePairVocabulary vocabulary =
                BytePairTrainer.train(reports(), preset.preTokenizer(), Math.min(preset.firstSpecialToken(), 1002));
        new TokenizerFiles(vocabulary, preset.preTokenizer(), preset.firstSpecialToken())
                .write(folder, ChatTemplateFile.standardText());
    }

    private static List<String> reports() {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("There is a " + TYPES.get(i % TYPES.size()) + " in the region from X coordinates "
                    + random.nextInt(200)
                    + " to " + random.nextInt(200) + " and Y coordinates " + random.nextInt(200) + " to "
                    + random.nextInt(200) + ".");
        }
        return texts;
    }
}

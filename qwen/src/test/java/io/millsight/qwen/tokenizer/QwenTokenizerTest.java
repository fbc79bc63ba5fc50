package io.millsight.qwen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.TinyModel;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.config.SpecialToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class QwenTokenizerTest {

    private static final QwenTokenizer TOKENIZER = QwenTokenizer.read(GoldenFolder.model());

    private final JsonNode golden = GoldenFolder.json("tokenizer_cases.json");

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void encodesAndDecodesAsTheReference() {
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode example : golden.get("cases").values()) {
            String text = example.get("text").stringValue();
            int[] ids = GoldenFolder.ints(example.get("ids"));
            softly.assertThat(TOKENIZER.encode(text)).as(text).isEqualTo(ids);
            assertDecodes(softly, ids, example);
        }
        softly.assertAll();
    }

    @Test
    void decodesBrokenCharactersAndUnknownIdsAsTheReference() {
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode example : golden.get("decode").values()) {
            assertDecodes(softly, GoldenFolder.ints(example.get("ids")), example);
        }
        softly.assertAll();
    }

    @Test
    void knowsItsSizeAndItsSpecialTokens() {
        assertThat(TOKENIZER.size()).isEqualTo(golden.get("tokenizer_size").intValue());
        Iterator<JsonNode> added = golden.get("added_tokens").values().iterator();
        for (SpecialToken token : SpecialToken.values()) {
            JsonNode expected = added.next();
            assertThat(expected.get("content").stringValue()).isEqualTo(token.text());
            assertThat(expected.get("special").booleanValue()).isEqualTo(token.isControl());
            assertThat(TOKENIZER.id(token)).isEqualTo(expected.get("id").intValue());
        }
    }

    @Test
    void doesNotCutLongTexts() {
        assertThat(TOKENIZER.encode("12".repeat(5000))).hasSize(10000);
    }

    @Test
    void encodesTheSameFromSeveralThreads() {
        String text = "There is a scratch in the region from X coordinates 12 to 190.";
        int[] expected = TOKENIZER.encode(text);

        assertThat(IntStream.range(0, 500).parallel().mapToObj(i -> TOKENIZER.encode(text)))
                .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
    }

    @Test
    void readsMergesInBothSpellings(@TempDir Path folder) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode json = (ObjectNode)
                mapper.readTree(GoldenFolder.file("model/tokenizer.json").toFile());
        ArrayNode other = mapper.createArrayNode();
        for (JsonNode merge : json.path("model").path("merges").values()) {
            if (merge.isString()) {
                String[] pair = merge.stringValue().split(" ", 2);
                other.add(mapper.createArrayNode().add(pair[0]).add(pair[1]));
            } else {
                other.add(merge.get(0).stringValue() + " " + merge.get(1).stringValue());
            }
        }
        ((ObjectNode) json.get("model")).set("merges", other);
        Files.writeString(folder.resolve(QwenTokenizer.FILE), json.toString());

        String text = "There is a scratch in the region.";
        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            assertThat(tokenizer.encode(text)).isEqualTo(TOKENIZER.encode(text));
        }
    }

    @Test
    void saysWhatAFolderWithoutAUsableTokenizerLacks(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        assertThatThrownBy(() -> QwenTokenizer.read(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(file + " is missing; is its folder a complete model folder?");

        Files.writeString(folder.resolve("vocab.json"), "{}");
        assertThatThrownBy(() -> QwenTokenizer.read(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageStartingWith(file + " is missing; vocab.json and merges.txt alone");

        Files.writeString(file, "{\"model\": {}}");
        assertThatThrownBy(() -> QwenTokenizer.read(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(file + ": model.vocab is missing; it lists the tokens");
    }

    @Test
    void saysThatATokenizerOfAnotherFamilyLacksATokenItNeeds(@TempDir Path folder) throws IOException {
        TinyModel.write(folder);
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file).replace("<|image_pad|>", "<image>"));

        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            assertThatThrownBy(() -> tokenizer.id(SpecialToken.IMAGE_PAD))
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessage(file + " has no token <|image_pad|>; it is not a tokenizer of Qwen2.5-VL");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            "a" : 64 ~ "a" : "x" ~ model.vocab.a has the id "x", expected a whole number
            "a" : 64 ~ "a" : -1 ~ model.vocab.a has the id -1, expected a whole number
            "a" : 64 ~ "a" : 1e30 ~ model.vocab.a has the id 1.0E30, expected a whole number
            "a" : 64 ~ "a" : 65 ~ model.vocab.b has the id 65 of another token
            "a" : 64 ~ "aa" : 64 ~ model.vocab has no token for every byte, so that it cannot write every text
            "id" : 258 ~ "id" : null ~ added_tokens has the id null, expected a whole number
            "id" : 258 ~ "id" : 259 ~ the token <|im_end|> has the id 259 in added_tokens, but another in use; it does not follow the vocabulary's last id
            "added_tokens" : [ ~ "added_tokens" : 5, "other" : [ ~ added_tokens is not a list; it is not a tokenizer of Qwen2.5-VL
            "content" : "<tool_call>" ~ "content" : 7 ~ added_tokens has an entry without content: {
            "type" : "BPE" ~ "type" : "Unknown" ~ is not a usable tokenizer:
            """)
    void foreignIdsAreFoundBeforeTheLibrarySeesThem(
            String original, String replacement, String reason, @TempDir Path folder) throws IOException {
        TinyModel.write(folder);
        Path file = folder.resolve("tokenizer.json");
        String text = Files.readString(file);
        assertThat(text).contains(original);
        Files.writeString(file, text.replace(original, replacement));

        assertThatThrownBy(() -> QwenTokenizer.read(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason);
    }

    private static void assertDecodes(SoftAssertions softly, int[] ids, JsonNode example) {
        softly.assertThat(TOKENIZER.decode(ids))
                .as(example.toString())
                .isEqualTo(example.get("decoded").stringValue());
        softly.assertThat(TOKENIZER.decodeText(ids))
                .as(example.toString())
                .isEqualTo(example.get("decoded_skip_special").stringValue());
    }
}

package io.millsight.qwen.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.image.ImageProcessorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConfigTest {

    private final JsonNode expected = GoldenFolder.json("configs/expected.json");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configs/layout_A.json",
                "configs/layout_B.json",
                "configs/layout_C.json",
                "configs/layout_D.json",
                "model/config.json"
            })
    void readsTheSameModelFromEveryLayout(String file) {
        ModelConfig config = ModelConfig.readFile(GoldenFolder.file(file));

        assertThat(config.text()).isEqualTo(expectedText());
        assertThat(config.vision()).isEqualTo(expectedVision());
        assertThat(config.tokens()).isEqualTo(expectedTokens());
        assertThat(config.text().headSize())
                .isEqualTo(expected.at("/text/head_dim").intValue());
        assertThat(config.vision().headSize())
                .isEqualTo(expected.at("/vision/head_dim").intValue());
    }

    @Test
    void readsBackWhatItWrites() {
        ModelConfig config = ModelConfig.read(GoldenFolder.model());

        config.write(folder);

        assertThat(ModelConfig.read(folder)).isEqualTo(config);
    }

    @Test
    void readsATiedHeadFromTheNestedFlagAlone() {
        String nested = edited("hybrid.json", "\"text_config\": {", "\"text_config\": {\"tie_word_embeddings\": true,");

        assertThat(ModelConfig.readFile(write(nested)).text().tiedEmbeddings()).isTrue();
    }

    @Test
    void fallsBackToTheReferencesDefaultsForWhatACompactVisionConfigLeavesOut() {
        String compact = """
                {"model_type": "qwen2_5_vl", "vision_config": {"hidden_size": 1280, "out_hidden_size": 8192}}""";

        ModelConfig config = ModelConfig.readFile(write(compact));

        assertThat(config.text().keyValueHeads()).isEqualTo(8);
        assertThat(config.text().mropeSection()).containsExactly(16, 24, 24);
        assertThat(config.vision().fullAttentionBlocks()).containsExactly(7, 15, 23, 31);
        assertThat(config.vision().windowSize()).isEqualTo(112);
        assertThat(config.tokens()).isEqualTo(TokenIds.PUBLISHED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "use_sliding_window": false | "use_sliding_window": true      | use_sliding_window is true; sliding-window attention is not supported
            "type": "mrope"             | "type": "yarn"                  | rope_scaling.type is yarn; only default and mrope are supported
            "num_attention_heads": 4    | "num_attention_heads": 6        | num_attention_heads 6 does not divide hidden_size 64 without a rest
            "mrope_section": [2, 3, 3]  | "mrope_section": [2, 3, 4]      | mrope_section [2, 3, 4] must add up to half the head size of 16 (hidden_size / num_attention_heads)
            "out_hidden_size": 64       | "out_hidden_size": 48           | vision_config.out_hidden_size is 48, but must equal hidden_size 64
            "model_type": "qwen2_5_vl", "tie | "model_type": "qwen2_vl", "tie | model_type is qwen2_vl; only Qwen2.5-VL (qwen2_5_vl) can be read
            "depth": 4                  | "depth": "four"                 | vision_config.depth is "four", expected a whole number
            "fullatt_block_indexes": [2] | "fullatt_block_indexes": [4]   | vision_config.fullatt_block_indexes names block 4, but there are only 4 blocks
            "image_token_id": 588       | "image_token_id": 151655        | image_token_id is 151655, but the vocabulary has 608 rows
            "torch_dtype": "float32"    | "torch_dtype": "int8"           | torch_dtype is int8, expected float32, bfloat16 or float16
            "num_hidden_layers": 3      | "num_hidden_layers": 0          | num_hidden_layers is 0, expected a positive number
            "eos_token_id": 578         | "eos_token_id": -1              | eos_token_id is -1, but the vocabulary has 608 rows
            "bos_token_id": 576         | "bos_token_id": 608             | bos_token_id is 608, but the vocabulary has 608 rows
            "rope_theta": 1000000.0     | "rope_theta": 1e999             | rope_theta is "Infinity", expected a number
            "patch_size": 14            | "patch_size": 2147483647        | vision_config.patch_size is 2,147,483,647, more than the 256 that are supported
            "spatial_merge_size": 2     | "spatial_merge_size": 2147483646 | vision_config.spatial_merge_size is 2,147,483,646, more than the 16 that are supported
            "window_size": 112          | "window_size": 2147483647       | vision_config.window_size is 2,147,483,647, more than the 65,536 that are supported
            "mrope_section": [2, 3, 3]  | "mrope_section": [2147483647, 2147483647, 10] | mrope_section [2147483647, 2147483647, 10] must add up to half the head size of 16 (hidden_size / num_attention_heads)
            "vocab_size": 608           | "vocab_size": 99999999999       | vocab_size is 99999999999, expected a whole number
            "use_cache": true           | "quantization_config": {"bits": 4} | quantization_config.quant_method is missing, not compressed-tensors; of quantized models, only those of 'millsight quantize' are read; give the folder with the weights as they were trained
            """)
    void refusesWhatItCannotRunNamingFileAndKey(String original, String replacement, String message) {
        Path file = write(edited("flat.json", original, replacement));

        assertThatThrownBy(() -> ModelConfig.readFile(file))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void saysWhichFileIsMissingOrBroken() {
        assertThatThrownBy(() -> ModelConfig.read(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(folder.resolve("config.json") + " is missing; is its folder a complete model folder?");

        Path broken = write("{\"hidden_size\": ");
        assertThatThrownBy(() -> ModelConfig.readFile(broken))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageStartingWith(broken + " is not valid JSON: ")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"preprocessor_in_model", "preprocessor_other_spelling", "preprocessor_both_spellings"})
    void readsTheImageSettingsInEverySpelling(String name) {
        assertThat(ImageProcessorConfig.readFile(GoldenFolder.file("configs/" + name + ".json")))
                .isEqualTo(expectedImageProcessor());
    }

    @Test
    void readsTheImageSettingsNestedInAProcessorConfig() throws IOException {
        Files.copy(GoldenFolder.file("configs/processor_nested.json"), folder.resolve("processor_config.json"));

        assertThat(ImageProcessorConfig.read(folder)).isEqualTo(expectedImageProcessor());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"size": {"min_pixels": 1000, "max_pixels": 90000}}                                             | 1000 | 90000
            {"size": {"shortest_edge": 1000, "longest_edge": 90000}}                                        | 1000 | 90000
            {"size": {"shortest_edge": 1000, "longest_edge": 90000, "min_pixels": 1000, "max_pixels": 90000}} | 1000 | 90000
            {"min_pixels": 500, "size": {"shortest_edge": 1000, "longest_edge": 90000}}                     | 500  | 90000
            {"max_pixels": 80000, "size": {"min_pixels": 1000, "max_pixels": 90000}}                        | 1000 | 80000
            {"min_pixels": 500, "max_pixels": 80000, "size": {"height": 448, "width": 448}}                 | 500  | 80000
            """)
    void theAreaMayStandInsideTheSize(String text, int minPixels, int maxPixels) {
        assertThat(ImageProcessorConfig.readFile(write(text)))
                .isEqualTo(ImageProcessorConfig.PUBLISHED.withPixels(minPixels, maxPixels));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"size": {"shortest_edge": 1000}}                 | size gives neither longest_edge nor max_pixels, and max_pixels does not stand beside it either
            {"size": {"height": 448, "width": 448}}           | size gives neither shortest_edge nor min_pixels, and min_pixels does not stand beside it either
            {"size": 448}                                     | size is 448, expected an object
            {"size": {"shortest_edge": 1000, "longest_edge": 90000, "max_pixels": 1}} | size says both longest_edge 90000 and max_pixels 1; keep the one that is meant
            {"max_pixels": 2147483647}                        | max_pixels is 2,147,483,647, more than the 16,777,216 that are supported
            {"min_pixels": 0}                                 | min_pixels is 0, expected a positive number
            {"min_pixels": 2000000}                           | min_pixels 2000000 is over max_pixels 1003520
            {"image_mean": [1e999, 0, 0]}                     | image_mean is "Infinity", expected a number
            {"patch_size": 2147483647}                        | patch_size is 2,147,483,647, more than the 256 that are supported
            """)
    void refusesAreasThatAreNotMeantOrTooLarge(String text, String message) {
        Path file = write(text);
        assertThatThrownBy(() -> ImageProcessorConfig.readFile(file))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void usesTheReferencesDefaultAreaWhenTheFileNamesNone() {
        ImageProcessorConfig config = ImageProcessorConfig.readFile(write("{}"));

        assertThat(config).isEqualTo(ImageProcessorConfig.PUBLISHED.withPixels(3136, 1003520));
    }

    @Test
    void readsBackTheImageSettingsItWrites() {
        ImageProcessorConfig config = ImageProcessorConfig.PUBLISHED.withPixels(3136, 200704);

        config.write(folder);

        assertThat(ImageProcessorConfig.read(folder)).isEqualTo(config);
    }

    @Test
    void refusesImageSettingsItCannotFollow() {
        Path file = write("{\"resample\": 2}");
        assertThatThrownBy(() -> ImageProcessorConfig.readFile(file))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(file + ": resample is not 3; only bicubic resampling is supported");

        VisionConfig vision = expectedVision();
        Path smaller = write("{\"patch_size\": 7}");
        assertThatThrownBy(() -> ImageProcessorConfig.readFile(smaller).requireFit(vision, folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(folder + ": the image settings (patch_size 7, merge_size 2, temporal_patch_size 2)"
                        + " do not fit config.json (14, 2, 2)");
    }

    @Test
    void readsTheGenerationSettingsOfTheModel() {
        JsonNode generation = expected.get("generation");

        assertThat(GenerationConfig.read(GoldenFolder.model(), expectedTokens()))
                .isEqualTo(new GenerationConfig(
                        generation.get("do_sample").booleanValue(),
                        generation.get("temperature").doubleValue(),
                        generation.get("top_k").intValue(),
                        generation.get("top_p").doubleValue(),
                        0,
                        generation.get("repetition_penalty").doubleValue(),
                        integers(generation.get("eos_token_id")),
                        generation.get("pad_token_id").intValue()));
    }

    @Test
    void fillsInGenerationSettingsThatAFileLeavesOut() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 7, \"top_p\": null}");

        assertThat(GenerationConfig.read(folder, expectedTokens()))
                .isEqualTo(new GenerationConfig(false, 1, 50, 1, 0, 1, List.of(7), 7));
    }

    @Test
    void generatesGreedilyWithoutAFileOfGenerationSettings() {
        TokenIds tokens = expectedTokens();

        assertThat(GenerationConfig.read(folder, tokens).endTokens()).containsExactly(tokens.endOfSequence());
        assertThat(GenerationConfig.read(folder, tokens).sample()).isFalse();
    }

    @Test
    void readsBackTheGenerationSettingsItWrites() {
        GenerationConfig config = new GenerationConfig(true, 0.1, 1, 0.001, 0, 1.05, List.of(578, 576), 576);

        config.write(folder);

        assertThat(GenerationConfig.read(folder, expectedTokens())).isEqualTo(config);
    }

    private TextConfig expectedText() {
        JsonNode text = expected.get("text");
        return new TextConfig(
                text.get("vocab_size").intValue(),
                text.get("hidden_size").intValue(),
                text.get("intermediate_size").intValue(),
                text.get("num_hidden_layers").intValue(),
                text.get("num_attention_heads").intValue(),
                text.get("num_key_value_heads").intValue(),
                text.get("rms_norm_eps").doubleValue(),
                text.get("rope_theta").doubleValue(),
                integers(text.get("mrope_section")),
                text.get("max_position_embeddings").intValue(),
                text.get("tie_word_embeddings").booleanValue(),
                0.02);
    }

    private VisionConfig expectedVision() {
        JsonNode vision = expected.get("vision");
        return new VisionConfig(
                vision.get("depth").intValue(),
                vision.get("hidden_size").intValue(),
                vision.get("intermediate_size").intValue(),
                vision.get("num_heads").intValue(),
                vision.get("patch_size").intValue(),
                vision.get("spatial_merge_size").intValue(),
                vision.get("temporal_patch_size").intValue(),
                vision.get("window_size").intValue(),
                integers(vision.get("fullatt_block_indexes")),
                vision.get("out_hidden_size").intValue(),
                vision.get("tokens_per_second").intValue(),
                vision.get("rope_theta").doubleValue());
    }

    private TokenIds expectedTokens() {
        JsonNode tokens = expected.get("tokens");
        return new TokenIds(
                tokens.get("image_token_id").intValue(),
                tokens.get("video_token_id").intValue(),
                tokens.get("vision_start_token_id").intValue(),
                tokens.get("vision_end_token_id").intValue(),
                tokens.get("vision_token_id").intValue(),
                tokens.get("bos_token_id").intValue(),
                tokens.get("eos_token_id").intValue());
    }

    private ImageProcessorConfig expectedImageProcessor() {
        JsonNode image = expected.get("image_processor");
        return new ImageProcessorConfig(
                image.get("min_pixels").intValue(),
                image.get("max_pixels").intValue(),
                image.get("patch_size").intValue(),
                image.get("temporal_patch_size").intValue(),
                image.get("merge_size").intValue(),
                image.get("image_mean").values().stream()
                        .map(JsonNode::doubleValue)
                        .toList(),
                image.get("image_std").values().stream()
                        .map(JsonNode::doubleValue)
                        .toList(),
                image.get("rescale_factor").doubleValue());
    }

    private static List<Integer> integers(JsonNode array) {
        return array.values().stream().map(JsonNode::intValue).toList();
    }

    /** A configuration of the tests' own with one place of it replaced; line breaks count as single spaces. */
    private static String edited(String resource, String original, String replacement) {
        try (InputStream in = ConfigTest.class.getResourceAsStream("/config/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
            assertThat(text).contains(original);
            int place = text.lastIndexOf(original);
            return text.substring(0, place) + replacement + text.substring(place + original.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("some.json"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

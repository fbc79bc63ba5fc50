package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.image.ImageProcessorConfig;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelPresetTest {

    @ParameterizedTest
    @CsvSource({
        "3b,   3754622976, 668684288,  824",
        "7b,   8292166656, 676550144,  729",
        "32b, 33452718336, 688841984, 1161",
        "72b, 73410777344, 704573696, 1353"
    })
    void hasExactlyThePublishedParameters(String label, long parameters, long visionParameters, int tensors) {
        ParameterShapes shapes = new ParameterShapes(ModelPreset.labelled(label).config());

        assertThat(shapes.parameters()).isEqualTo(parameters);
        assertThat(shapes.visionParameters()).isEqualTo(visionParameters);
        assertThat(shapes.names()).hasSize(tensors);
    }

    @Test
    void hasATinyModelForSmallImages() {
        ModelConfig nano = ModelPreset.NANO.config();

        assertThat(new ParameterShapes(nano).parameters()).isEqualTo(8052480);
        assertThat(nano.text().headSize()).isEqualTo(64);
        assertThat(nano.vision().headSize()).isEqualTo(64);
    }

    @ParameterizedTest
    @EnumSource
    void writesAConfigurationThatReadsBack(ModelPreset preset, @TempDir Path folder) {
        ModelConfig config = preset.config();

        config.write(folder);
        GenerationConfig.forNewModel(config.tokens()).write(folder);
        preset.imageProcessor().write(folder);

        assertThat(ModelConfig.read(folder)).isEqualTo(config);
        assertThat(ImageProcessorConfig.read(folder)).isEqualTo(preset.imageProcessor());
        GenerationConfig generation = GenerationConfig.read(folder, config.tokens());
        assertThat(generation).isEqualTo(GenerationConfig.forNewModel(config.tokens()));
        assertThat(generation.endTokens())
                .containsExactly(
                        SpecialToken.IM_END.id(preset.firstSpecialToken()),
                        SpecialToken.END_OF_TEXT.id(preset.firstSpecialToken()));
    }

    @ParameterizedTest
    @EnumSource
    void leavesRoomForAllSpecialTokens(ModelPreset preset) {
        assertThat(SpecialToken.FILE_SEPARATOR.id(preset.firstSpecialToken()))
                .isLessThan(preset.config().text().vocabularySize());
        assertThat(preset.config().tokens().image()).isEqualTo(SpecialToken.IMAGE_PAD.id(preset.firstSpecialToken()));
    }

    @Test
    void listsThePresetsWhenThereIsNoneOfThatName() {
        assertThatThrownBy(() -> ModelPreset.labelled("2b"))
                .hasMessage("there is no preset 2b; choose one of nano, 3b, 7b, 32b, 72b");
    }

    @Test
    void namesAndShapesTheTensorsOfACheckpoint() {
        ModelConfig config = ModelConfig.read(GoldenFolder.model());
        ParameterShapes shapes = new ParameterShapes(config);

        TreeSet<String> stored = new TreeSet<>();
        GoldenFolder.modelTensorShapes().forEach((name, shape) -> {
            String old = TensorNames.toOld(name);
            if (!old.equals("lm_head.weight") || !config.text().tiedEmbeddings()) { // some files hold a tied head twice
                stored.add(old);
                assertThat(shapes.shape(old)).as(name).isEqualTo(shape);
            }
        });
        assertThat(new TreeSet<>(shapes.names())).isEqualTo(stored);
        assertThat(shapes.parameters())
                .isEqualTo(GoldenFolder.json("meta.json").get("parameters").longValue());
    }

    @Test
    void refusesTheShapeOfATensorThatTheModelDoesNotHave() {
        assertThatThrownBy(() -> new ParameterShapes(ModelPreset.NANO.config()).shape("lm_head.weight"))
                .hasMessage("the model has no tensor lm_head.weight");
    }

    @ParameterizedTest
    @CsvSource({
        "visual.blocks.0.attn.qkv.weight, model.visual.blocks.0.attn.qkv.weight, true",
        "model.embed_tokens.weight, model.language_model.embed_tokens.weight, false",
        "model.layers.3.mlp.up_proj.weight, model.language_model.layers.3.mlp.up_proj.weight, false",
        "model.norm.weight, model.language_model.norm.weight, false",
        "lm_head.weight, lm_head.weight, false"
    })
    void translatesBetweenTheNamingSchemes(String old, String current, boolean vision) {
        assertThat(TensorNames.toNew(old)).isEqualTo(current);
        assertThat(TensorNames.toNew(current)).isEqualTo(current);
        assertThat(TensorNames.toOld(current)).isEqualTo(old);
        assertThat(TensorNames.toOld(old)).isEqualTo(old);
        assertThat(TensorNames.isVision(old)).isEqualTo(vision);
        assertThat(TensorNames.isVision(current)).isEqualTo(vision);
    }
}

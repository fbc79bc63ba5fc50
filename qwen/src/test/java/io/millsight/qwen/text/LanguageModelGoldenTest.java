package io.millsight.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenForward;
import io.millsight.qwen.GoldenForwardCase;
import io.millsight.qwen.GoldenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every stage of the language model against the reference's float32 numbers, at the tolerances of the fixtures' README. */
class LanguageModelGoldenTest extends GoldenForwardCase {

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left", "text_only"})
    void theLanguageModelAgreesAtEveryStage(String name) {
        JsonNode inputs = GoldenForward.inputs(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(inputs), model.config());
        assertPositions(inputs, batch);
        Tensor patches = GoldenModel.patches(inputs);
        Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
        LanguageModel language = model.language();

        Tensor hidden = model.embed(batch, imageRows);
        golden.assertRows(name + "/inputs_embeds", batch, hidden, 1e-4, false);
        DecoderLayer.Context context = language.context(
                DType.FLOAT32, batch.positions(), batch.causalMask(DType.FLOAT32, Device.CPU), null, Device.CPU);
        for (int i = 0; i < model.config().text().layers(); i++) {
            hidden = language.layer(i, hidden, context);
            golden.assertRows(name + "/layer_" + i, batch, hidden, 1e-4, true);
        }
        golden.assertRows(name + "/final_norm", batch, language.normalize(hidden), 1e-4, true);
        golden.assertRows(name + "/logits", batch, language.logits(hidden), 1e-4, false);
        golden.assertRows(
                name + "/logits",
                batch,
                language.logits(model.forward(batch, imageRows, null).last()),
                1e-4,
                false);
    }

    private static void assertPositions(JsonNode inputs, SequenceBatch batch) {
        for (int axis = 0; axis < PositionIds.AXES; axis++) {
            for (int row = 0; row < batch.size(); row++) {
                assertThat(batch.positions()[axis][row])
                        .containsExactly(GoldenFolder.ints(
                                inputs.get("position_ids").get(axis).get(row)));
            }
        }
        int[] deltas = GoldenFolder.ints(inputs.get("rope_delta_real_tokens"));
        for (int row = 0; row < batch.size(); row++) {
            assertThat(batch.positionAfter(row, 0) - batch.sequence(row).length())
                    .isEqualTo(deltas[row]);
        }
    }
}

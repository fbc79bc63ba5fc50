package io.millsight.qwen.vision;

import io.millsight.qwen.GoldenForward;
import io.millsight.qwen.GoldenForwardCase;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every stage of the vision tower against the reference's float32 numbers, at the tolerances of the fixtures' README. */
class VisionTowerGoldenTest extends GoldenForwardCase {

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left"})
    void theVisionTowerAgreesAtEveryStage(String name) {
        JsonNode inputs = GoldenForward.inputs(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(inputs), model.config());
        Tensor patches = Objects.requireNonNull(GoldenModel.patches(inputs));
        VisionTower tower = model.vision();
        VisionTower.Pass pass = tower
        .new Pass(VisionLayout.of(batch.images(), model.config().vision()), SampleRows.UNSEEDED, Device.CPU);

        Tensor embedded = tower.embed(patches);
        golden.assertClose(name + "/vision_patch_embed", embedded, 1e-5, true);
        Tensor hidden = pass.enter(embedded);
        for (int i = 0; i < model.config().vision().depth(); i++) {
            hidden = pass.block(i, hidden);
            golden.assertClose(name + "/vision_block_" + i, hidden, 5e-5, true);
        }
        Tensor merged = pass.merge(hidden);
        golden.assertClose(name + "/vision_merger", merged, 1e-4, false);
        golden.assertClose(name + "/image_rows", pass.leave(merged), 1e-4, false);
        golden.assertClose(name + "/image_rows", tower.forward(patches, batch.images()), 1e-4, false);
    }
}

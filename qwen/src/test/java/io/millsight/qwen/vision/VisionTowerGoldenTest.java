package io.millsight.qwen.vision;

import io.millsight.qwen.GoldenForward;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every stage of the vision tower against the reference's float32 numbers, at the tolerances of the fixtures' README. */
class VisionTowerGoldenTest {

    private static QwenModel model;
    private static GoldenForward golden;

    private Scope scope;
    private NoGradient off;

    @BeforeAll
    static void load() {
        model = GoldenModel.load(DType.FLOAT32);
        golden = new GoldenForward();
    }

    @AfterAll
    static void release() {
        model.close();
        golden.close();
    }

    @BeforeEach
    void open() {
        scope = Scope.open();
        off = NoGradient.open();
    }

    @AfterEach
    void close() {
        off.close();
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left"})
    void theVisionTowerAgreesAtEveryStage(String name) {
        JsonNode inputs = GoldenForward.inputs(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(inputs), model.config());
        Tensor patches = Objects.requireNonNull(GoldenModel.patches(inputs));
        VisionTower tower = model.vision();
        VisionTower.Pass pass =
                tower.new Pass(VisionLayout.of(batch.images(), model.config().vision()), Device.CPU);

        Tensor embedded = tower.embed(patches);
        golden.assertClose(name + "/vision_patch_embed", embedded, 1e-5, true);
        Tensor hidden = pass.enter(embedded);
        for (int i = 0; i < model.config().vision().depth(); i++) {
            hidden = pass.block(i, hidden);
            golden.assertClose(name + "/vision_block_" + i, hidden, 5e-5, true);
        }
        Tensor merged = tower.merge(hidden);
        golden.assertClose(name + "/vision_merger", merged, 1e-4, false);
        golden.assertClose(name + "/image_rows", pass.leave(merged), 1e-4, false);
        golden.assertClose(name + "/image_rows", tower.forward(patches, batch.images()), 1e-4, false);
    }
}

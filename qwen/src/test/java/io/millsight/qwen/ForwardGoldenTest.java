package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every stage of the forward pass against the reference's float32 numbers, at the tolerances of the fixtures' README. */
class ForwardGoldenTest {

    private static QwenModel model;
    private static SafetensorsFile expected;

    private Scope scope;
    private NoGradient off;

    @BeforeAll
    static void load() {
        model = GoldenModel.load(DType.FLOAT32);
        expected = SafetensorsFile.open(GoldenFolder.file("forward.safetensors"));
    }

    @AfterAll
    static void release() {
        model.close();
        expected.close();
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

    private static JsonNode goldenCase(String name) {
        return GoldenFolder.json("forward.json").get("cases").get(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left"})
    void theVisionTowerAgreesAtEveryStage(String name) {
        JsonNode golden = goldenCase(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(golden), model.config());
        Tensor patches = Objects.requireNonNull(GoldenModel.patches(golden));
        VisionTower tower = model.vision();
        VisionTower.Pass pass =
                tower.new Pass(VisionLayout.of(batch.images(), model.config().vision()), Device.CPU);

        Tensor embedded = tower.embed(patches);
        assertClose(name + "/vision_patch_embed", embedded, 1e-5, true);
        Tensor hidden = pass.enter(embedded);
        for (int i = 0; i < model.config().vision().depth(); i++) {
            hidden = pass.block(i, hidden);
            assertClose(name + "/vision_block_" + i, hidden, 5e-5, true);
        }
        Tensor merged = tower.merge(hidden);
        assertClose(name + "/vision_merger", merged, 1e-4, false);
        assertClose(name + "/image_rows", pass.leave(merged), 1e-4, false);
        assertClose(name + "/image_rows", tower.forward(patches, batch.images()), 1e-4, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left", "text_only"})
    void theLanguageModelAgreesAtEveryStage(String name) {
        JsonNode golden = goldenCase(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(golden), model.config());
        assertPositions(golden, batch);
        Tensor patches = GoldenModel.patches(golden);
        Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
        LanguageModel language = model.language();

        Tensor hidden = model.embed(batch, imageRows);
        assertRows(name + "/inputs_embeds", batch, hidden, 1e-4, false);
        DecoderLayer.Context context =
                language.context(hidden, batch.positions(), batch.causalMask(DType.FLOAT32, Device.CPU), null);
        for (int i = 0; i < model.config().text().layers(); i++) {
            hidden = language.layer(i, hidden, context);
            assertRows(name + "/layer_" + i, batch, hidden, 1e-4, true);
        }
        assertRows(name + "/final_norm", batch, language.normalize(hidden), 1e-4, true);
        assertRows(name + "/logits", batch, language.logits(hidden), 1e-4, false);
        assertRows(
                name + "/logits",
                batch,
                language.logits(model.forward(batch, imageRows, null).last()),
                1e-4,
                false);
    }

    private static void assertPositions(JsonNode golden, SequenceBatch batch) {
        for (int axis = 0; axis < PositionIds.AXES; axis++) {
            for (int row = 0; row < batch.size(); row++) {
                assertThat(batch.positions()[axis][row])
                        .containsExactly(GoldenFolder.ints(
                                golden.get("position_ids").get(axis).get(row)));
            }
        }
        int[] deltas = GoldenFolder.ints(golden.get("rope_delta_real_tokens"));
        for (int row = 0; row < batch.size(); row++) {
            assertThat(batch.positionAfter(row, 0) - batch.sequence(row).length())
                    .isEqualTo(deltas[row]);
        }
    }

    private static void assertRows(
            String tensor, SequenceBatch batch, Tensor actual, double tolerance, boolean relative) {
        if (!isRecorded(tensor)) {
            return;
        }
        Tensor reference = expected.tensor(tensor);
        for (int row = 0; row < batch.size(); row++) {
            int padding = batch.padding(row);
            assertClose(
                    tensor,
                    reference.select(0, row).narrow(0, padding, batch.length() - padding),
                    actual.select(0, row).narrow(0, padding, batch.length() - padding),
                    tolerance,
                    relative);
        }
    }

    /** The fixtures hold every stage of the single image, and of the other cases the stages where something new can go wrong. */
    private static boolean isRecorded(String tensor) {
        return tensor.startsWith("single/") || expected.names().contains(tensor);
    }

    private static void assertClose(String tensor, Tensor actual, double tolerance, boolean relative) {
        if (!isRecorded(tensor)) {
            return;
        }
        assertClose(tensor, expected.tensor(tensor), actual, tolerance, relative);
    }

    private static void assertClose(String name, Tensor reference, Tensor actual, double tolerance, boolean relative) {
        float[] want = reference.toFloats();
        float[] got = actual.toFloats();
        assertThat(got).as(name).hasSameSizeAs(want);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < want.length; i++) {
            largest = Math.max(largest, Math.abs(want[i]));
            difference = Math.max(difference, Math.abs(want[i] - got[i]));
        }
        assertThat(difference)
                .as("largest difference of " + name)
                .isLessThanOrEqualTo(tolerance * (relative ? Math.max(1, largest) : 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left", "text_only"})
    void theLossAgrees(String name) {
        JsonNode golden = goldenCase(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(golden), model.config());
        Tensor patches = GoldenModel.patches(golden);
        Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
        Tensor logits =
                model.language().logits(model.forward(batch, imageRows, null).last());
        double sum = 0;
        for (int row = 0; row < batch.size(); row++) {
            long[] targets = Arrays.stream(
                            GoldenFolder.ints(golden.get("labels").get(row)))
                    .skip(1)
                    .asLongStream()
                    .toArray();
            Tensor predictions = logits.select(0, row).narrow(0, 0, targets.length);
            sum += CrossEntropy.sum(predictions, Tensor.of(targets, targets.length))
                    .item();
        }
        assertThat(sum / golden.get("loss_tokens").asInt())
                .isCloseTo(golden.get("loss").asDouble(), within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left"})
    void bfloat16StaysAsCloseAsTheReferencesOwn(String name) {
        JsonNode golden = goldenCase(name);
        JsonNode reference = GoldenFolder.json("forward.json").get("bfloat16_runs_of_the_reference");
        try (QwenModel half = GoldenModel.load(DType.BFLOAT16)) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(golden), half.config());
            Tensor rows = half.vision().forward(Objects.requireNonNull(GoldenModel.patches(golden)), batch.images());
            assertRelative(name, "image_rows", reference, rows);
            Tensor logits =
                    half.language().logits(half.forward(batch, rows, null).last());
            assertThat(logits.dtype()).isEqualTo(DType.BFLOAT16);
            if (batch.size() == 1) { // padded rows are not to be compared
                assertRelative(name, "logits", reference, logits);
            }
        }
    }

    private static void assertRelative(String name, String stage, JsonNode reference, Tensor actual) {
        Tensor want = expected.tensor(name + "/" + stage);
        double error = actual.to(DType.FLOAT32).minus(want).norm() / want.norm();
        double allowed = 1.5
                * Math.max(
                        reference.get("eager").get(name).get(stage).asDouble(),
                        reference.get("sdpa").get(name).get(stage).asDouble());
        assertThat(error).as(name + "/" + stage).isLessThanOrEqualTo(allowed);
    }
}

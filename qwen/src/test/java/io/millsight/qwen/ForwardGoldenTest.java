package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The loss, and the forward pass in bfloat16, against the reference's numbers, at the tolerances of the fixtures' README. */
class ForwardGoldenTest extends GoldenForwardCase {

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left", "text_only"})
    void theLossAgrees(String name) {
        JsonNode inputs = GoldenForward.inputs(name);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(inputs), model.config());
        Tensor patches = GoldenModel.patches(inputs);
        Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
        Tensor logits =
                model.language().logits(model.forward(batch, imageRows, null).last());
        double sum = 0;
        for (int row = 0; row < batch.size(); row++) {
            long[] targets = Arrays.stream(
                            GoldenFolder.ints(inputs.get("labels").get(row)))
                    .skip(1)
                    .asLongStream()
                    .toArray();
            Tensor predictions = logits.select(0, row).narrow(0, 0, targets.length);
            sum += CrossEntropy.sum(predictions, Tensor.of(targets, targets.length))
                    .item();
        }
        assertThat(sum / inputs.get("loss_tokens").asInt())
                .isCloseTo(inputs.get("loss").asDouble(), within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "two_images", "batch_left"})
    void bfloat16StaysAsCloseAsTheReferencesOwn(String name) {
        JsonNode inputs = GoldenForward.inputs(name);
        JsonNode reference = GoldenFolder.json("forward.json").get("bfloat16_runs_of_the_reference");
        try (QwenModel half = GoldenModel.load(DType.BFLOAT16)) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(inputs), half.config());
            Tensor rows = half.vision().forward(Objects.requireNonNull(GoldenModel.patches(inputs)), batch.images());
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
        Tensor want = golden.tensor(name + "/" + stage);
        double error = actual.to(DType.FLOAT32).minus(want).norm() / want.norm();
        double allowed = 1.5
                * Math.max(
                        reference.get("eager").get(name).get(stage).asDouble(),
                        reference.get("sdpa").get(name).get(stage).asDouble());
        assertThat(error).as(name + "/" + stage).isLessThanOrEqualTo(allowed);
    }
}

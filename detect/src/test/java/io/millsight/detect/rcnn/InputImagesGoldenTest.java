package io.millsight.detect.rcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.OneThread;
import io.millsight.image.ImageSize;
import io.millsight.torch.DetectionLosses;
import io.millsight.torch.Device;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Sizes, pixels and the box loss of Faster R-CNN against recorded numbers of torchvision. */
@ExtendWith(OneThread.class)
class InputImagesGoldenTest {

    private static final String TENSORS = "ops.safetensors";

    private final ComparatorGoldens goldens = ComparatorGoldens.open("ops");
    private final JsonNode json = goldens.json("ops.json");

    @Test
    void imagesHaveTheSizesOfTheReference() {
        JsonNode cases = json.get("transform").get("cases");
        assertThat(cases).isNotEmpty();
        for (JsonNode row : cases) {
            int[] sides = ComparatorGoldens.ints(row);
            ImageSize size = new ImageScale(sides[2], sides[3]).of(new ImageSize(sides[1], sides[0]));
            assertThat(size).as(row.toString()).isEqualTo(new ImageSize(sides[5], sides[4]));
            try (Scope scope = Scope.open()) {
                Tensor image = Tensor.of(new float[3 * sides[4] * sides[5]], 1, 3, sides[4], sides[5]);
                assertThat(InputImages.of(image, List.of(size)).padded())
                        .as(row.toString())
                        .isEqualTo(new ImageSize(sides[7], sides[6]));
            }
        }
    }

    @Test
    void imagesAreResizedAndNormalisedLikeThoseOfTheReference() {
        JsonNode example = json.get("transform").get("example");
        ImageSize size = new ImageScale(
                        example.get("min_size").asInt(), example.get("max_size").asInt())
                .of(new ImageSize(26, 20));
        try (Scope scope = Scope.open()) {
            Tensor input = Tensor.of(goldens.floats(TENSORS, "transform/input"), 1, 3, 20, 26);
            Tensor resized = ImageOperators.resizeBilinear(input, size.height(), size.width());
            Tensor values = InputImages.of(resized, List.of(size)).values();
            assertThat(values.shape()).containsExactly(1, 3, 32, 64);
            assertThat(values.contiguous().to(Device.CPU).toFloats())
                    .containsExactly(goldens.floats(TENSORS, "transform/output"), within(1e-5f));
        }
    }

    @Test
    void theBoxLossIsThatOfTheReference() {
        JsonNode example = json.get("smooth_l1");
        try (Scope scope = Scope.open()) {
            Tensor loss = DetectionLosses.smoothL1(
                    Tensor.of(goldens.floats(TENSORS, "smooth_l1/input"), 9, 4),
                    Tensor.of(goldens.floats(TENSORS, "smooth_l1/target"), 9, 4),
                    example.get("beta").doubleValue());
            assertThat(loss.sum().item()).isCloseTo(example.get("sum").doubleValue(), within(1e-5));
        }
    }
}

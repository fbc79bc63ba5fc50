package io.millsight.detect.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.OneThread;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The complete IoU and its gradient against recorded numbers of the reference: equal, distant, overlapping and thin boxes. */
@ExtendWith(OneThread.class)
class CompleteIouGoldenTest {

    private final JsonNode recorded =
            ComparatorGoldens.open("yolov7").json("parts.json").get("ciou");

    @Test
    void valuesAndGradientsAreThoseOfTheReference() {
        try (Scope scope = Scope.open()) {
            Tensor predicted = boxes("prediction").requireGradient(true);
            Tensor values = CompleteIou.of(predicted, boxes("truth"));

            assertThat(values.detach().toFloats())
                    .containsExactly(ComparatorGoldens.floats(recorded.get("ciou")), within(1e-5f));
            values.sum().backward();
            assertThat(Objects.requireNonNull(predicted.gradient()).toFloats())
                    .containsExactly(rows("gradient_of_sum"), within(1e-4f));
        }
    }

    private Tensor boxes(String name) {
        float[] values = rows(name);
        return Tensor.of(values, values.length / 4, 4);
    }

    private float[] rows(String name) {
        JsonNode rows = recorded.get(name);
        float[] values = new float[4 * rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(ComparatorGoldens.floats(rows.get(row)), 0, values, 4 * row, 4);
        }
        return values;
    }
}

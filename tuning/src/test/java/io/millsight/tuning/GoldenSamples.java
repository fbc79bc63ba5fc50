package io.millsight.tuning;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.EncodedSample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The training samples of the golden fixtures. */
public final class GoldenSamples {

    private GoldenSamples() {}

    public static List<EncodedSample> training() {
        return GoldenFolder.json("training/training.json")
                .get("samples")
                .valueStream()
                .map(node -> encoded(node, 0))
                .toList();
    }

    /** A row of a case of forward.json or training.json. */
    static EncodedSample encoded(JsonNode node, int row) {
        boolean nested = node.get("input_ids").get(0).isArray();
        int[] labels = GoldenFolder.ints(nested ? node.get("labels").get(row) : node.get("labels"));
        float[] patches = new float[0];
        try (Scope scope = Scope.open()) {
            Tensor images = GoldenModel.patches(node);
            if (images != null) {
                patches = images.toFloats();
            }
        }
        return new EncodedSample(
                GoldenModel.sequence(node), Arrays.stream(labels).boxed().toList(), patches);
    }

    static List<Integer> ints(JsonNode array) {
        return IntStream.of(GoldenFolder.ints(array)).boxed().toList();
    }
}

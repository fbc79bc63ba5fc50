package io.millsight.qwen;

import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tiny model of the golden fixtures, and their inputs as tensors. */
public final class GoldenModel {

    private GoldenModel() {}

    /** Loads the model; the caller closes it. */
    public static QwenModel load(DType dtype) {
        return ModelFolder.open(GoldenFolder.model()).load(dtype, Device.CPU);
    }

    /** The samples of a case: its ids without padding, and its images. */
    public static List<TokenSequence> sequences(JsonNode goldenCase) {
        List<TokenSequence> sequences = new ArrayList<>();
        int image = 0;
        for (int row = 0; row < goldenCase.get("input_ids").size(); row++) {
            int[] ids = GoldenFolder.ints(goldenCase.get("input_ids").get(row));
            int[] mask = GoldenFolder.ints(goldenCase.get("attention_mask").get(row));
            List<Integer> tokens = new ArrayList<>();
            for (int i = 0; i < ids.length; i++) {
                if (mask[i] == 1) {
                    tokens.add(ids[i]);
                }
            }
            List<PatchGrid> images = new ArrayList<>();
            for (int i = 0; i < goldenCase.get("images").get(row).size(); i++) {
                images.add(grid(goldenCase.get("grid_thw").get(image++)));
            }
            sequences.add(new TokenSequence(tokens, images));
        }
        return sequences;
    }

    /** A single sample, unpadded: of training.json, or the only row of a case. */
    public static TokenSequence sequence(JsonNode sample) {
        JsonNode ids = sample.get("input_ids");
        return TokenSequence.of(
                GoldenFolder.ints(ids.get(0).isArray() ? ids.get(0) : ids),
                sample.get("grid_thw").valueStream().map(GoldenModel::grid).toList());
    }

    static PatchGrid grid(JsonNode row) {
        int[] extents = GoldenFolder.ints(row);
        return new PatchGrid(extents[0], extents[1], extents[2]);
    }

    /** The patches of a case's images, in the current scope; null if it has none. */
    public static @Nullable Tensor patches(JsonNode goldenCase) {
        List<Tensor> images = new ArrayList<>();
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(GoldenFolder.file("preprocess.safetensors"))) {
            for (JsonNode name : goldenCase.path("pixel_values").values()) {
                images.add(file.tensor(name.asString()));
            }
            return images.isEmpty() ? null : scope.keep(Tensor.concatenate(images, 0));
        }
    }
}

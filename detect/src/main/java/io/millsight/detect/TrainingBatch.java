package io.millsight.detect;

import io.millsight.image.ImageSize;
import io.millsight.torch.Tensor;
import java.util.List;

/**
 * Images that a network learns from in one step.
 *
 * @param images float32 {@code [B, 3, H, W]} from 0 to 1; smaller images fill the top left corner, the rest is 0
 * @param sizes of the images without the rest
 * @param boxes of each image; may be empty
 */
public record TrainingBatch(Tensor images, List<ImageSize> sizes, List<List<LabelledBox>> boxes) {

    public TrainingBatch {
        sizes = List.copyOf(sizes);
        boxes = List.copyOf(boxes);
    }
}

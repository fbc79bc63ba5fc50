package io.millsight.history;

import io.millsight.image.ImageSize;
import java.util.List;

/**
 * A picture of a coil.
 *
 * @param inspection the identifier of the inspection
 * @param context where the picture was taken
 * @param size of the picture
 * @param verdict what the model said
 * @param disposition what happens with the steel
 * @param state what the last review said
 * @param boxes those that count
 */
public record CoilPicture(
        String inspection,
        CaptureContext context,
        ImageSize size,
        Verdict verdict,
        Disposition disposition,
        ReviewState state,
        List<CountedBox> boxes) {

    public CoilPicture {
        boxes = List.copyOf(boxes);
    }
}

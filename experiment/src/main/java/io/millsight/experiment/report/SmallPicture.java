package io.millsight.experiment.report;

import io.millsight.image.RgbImage;
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.TypeColours;
import java.util.List;

/** Scales images down for a page, which opens slowly with large ones. */
public final class SmallPicture {

    private static final DefectPainter WITHOUT_BOXES = new DefectPainter(new TypeColours(List.of()));

    private SmallPicture() {}

    /** Returns an image whose longer side has at most so many pixels; a smaller image as it is. */
    public static RgbImage of(RgbImage image, int side) {
        return Math.max(image.width(), image.height()) > side
                ? RgbImage.of(WITHOUT_BOXES.paintWithSide(image, List.of(), side))
                : image;
    }
}

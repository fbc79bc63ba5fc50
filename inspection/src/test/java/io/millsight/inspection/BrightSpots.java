package io.millsight.inspection;

import io.millsight.detect.Detector;
import io.millsight.detect.ScoredBox;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A detector without a network: each pixel that is not black is a defect of its size. The red value is the score in hundredths, the green value the
 * place of the type.
 */
final class BrightSpots implements Detector {

    static final DefectType PIT = new DefectType("pit");
    static final DefectType SCRATCH = new DefectType("scratch");

    private static final double HUNDREDTHS = 100;
    private static final int BYTE = 0xff;

    private final List<Integer> batches = new ArrayList<>();
    private boolean closed;

    @Override
    public List<DefectType> types() {
        return List.of(PIT, SCRATCH);
    }

    @Override
    public List<List<ScoredBox>> detect(List<RgbImage> images) {
        batches.add(images.size());
        return images.stream().map(BrightSpots::spots).toList();
    }

    private static List<ScoredBox> spots(RgbImage image) {
        byte[] pixels = image.pixels();
        List<ScoredBox> boxes = new ArrayList<>();
        for (int i = 0; i < pixels.length; i += 3) {
            int red = pixels[i] & BYTE;
            if (red > 0) {
                int x = i / 3 % image.width();
                int y = i / 3 / image.width();
                boxes.add(new ScoredBox(pixels[i + 1], new BoundingBox(x, y, x + 1, y + 1), red / HUNDREDTHS));
            }
        }
        boxes.sort(Comparator.comparingDouble(ScoredBox::score).reversed());
        return boxes;
    }

    /** Returns how many images each call had. */
    List<Integer> batches() {
        return batches;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}

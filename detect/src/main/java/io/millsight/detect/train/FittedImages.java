package io.millsight.detect.train;

import io.millsight.image.BilinearResize;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.augment.Sample;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The images of a split, each resized so that its longer side fills the network's input. They are kept in memory as long as all of them take at most
 * a quarter of it; otherwise they are read again in each epoch. Safe for several threads.
 */
final class FittedImages {

    private static final int MEMORY_SHARE = 4;
    private static final int CHANNELS = 3;

    private final List<AnnotatedImage> images;
    private final int size;
    private final boolean kept;
    private final AtomicReferenceArray<Sample> cache;

    /**
     * Prepares images, which are read when they are asked for.
     *
     * @param size of the longer side in pixels
     */
    FittedImages(List<AnnotatedImage> images, int size) {
        this.images = images;
        this.size = size;
        this.kept = (long) images.size() * CHANNELS * size * size
                < Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
        this.cache = new AtomicReferenceArray<>(images.size());
    }

    int count() {
        return images.size();
    }

    /** Returns an image with the defects that a detector learns. */
    Sample get(int place) {
        Sample known = cache.get(place);
        if (known != null) {
            return known;
        }
        Sample fitted = fit(images.get(place));
        if (kept) {
            cache.set(place, fitted);
        }
        return fitted;
    }

    private Sample fit(AnnotatedImage image) {
        double ratio = (double) size / Math.max(image.width(), image.height());
        int width = (int) Math.max(1, Math.rint(image.width() * ratio));
        int height = (int) Math.max(1, Math.rint(image.height() * ratio));
        RgbImage pixels = BilinearResize.resize(image.readPixels(), width, height);
        double scaleX = (double) width / image.width();
        double scaleY = (double) height / image.height();
        List<Defect> defects = Defect.forReport(image.defects()).stream()
                .map(defect -> defect.withBox(scaled(defect.box(), scaleX, scaleY, width, height)))
                .toList();
        return new Sample(pixels, defects);
    }

    private static BoundingBox scaled(BoundingBox box, double scaleX, double scaleY, int width, int height) {
        return new BoundingBox(
                box.xMin() * scaleX,
                box.yMin() * scaleY,
                Math.min(width, box.xMax() * scaleX),
                Math.min(height, box.yMax() * scaleY));
    }
}

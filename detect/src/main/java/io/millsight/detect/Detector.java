package io.millsight.detect;

import io.millsight.image.RgbImage;
import io.millsight.steel.DefectType;
import java.util.List;

/** A trained network that finds boxes. It owns its weights until it is closed. One thread at a time may use it. */
public interface Detector extends AutoCloseable {

    /** The least score of a box that is returned. Average precision also ranks boxes of low scores. */
    double MIN_SCORE = 0.001;

    /** Returns the types that the detector knows. */
    List<DefectType> types();

    /**
     * Detects boxes on images of any size.
     *
     * @return for each image its boxes of at least {@link #MIN_SCORE} after non-maximum suppression, by falling score
     */
    List<List<ScoredBox>> detect(List<RgbImage> images);

    /** Frees the weights. */
    @Override
    void close();
}

package io.millsight.detect.train;

import io.millsight.detect.Detector;
import io.millsight.runs.EvaluationFigures;
import io.millsight.steel.AnnotatedImage;
import java.util.List;

/** Measures a detector in training. Training does not know how answers are measured. */
public interface DetectorMetrics {

    /**
     * Measures the detector as it is now.
     *
     * @param detector borrowed from the training; stays open
     * @param images to detect on
     * @return the figures without a loss
     */
    EvaluationFigures measure(Detector detector, List<AnnotatedImage> images);

    /**
     * Chooses the least score of a box that is reported.
     *
     * @param images of the training split
     * @return the score at which F1 is highest
     */
    double threshold(Detector detector, List<AnnotatedImage> images);
}

package io.millsight.evaluation.detection;

/**
 * Predicted box.
 *
 * @param type index into the list of types
 * @param box the box
 * @param score score; only its order matters, except for calibration
 */
public record PredictedBox(int type, Rectangle box, double score) {

    public PredictedBox {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a box needs a finite score, not " + score);
        }
    }
}

package io.millsight.evaluation.detection;

/**
 * A box that a model claims.
 *
 * @param type index into the list of types
 * @param score how sure it is; only the order matters, except for calibration
 */
public record PredictedBox(int type, Rectangle box, double score) {

    public PredictedBox {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a box needs a finite score, not " + score);
        }
    }
}

package io.millsight.runs;

/**
 * The figures of one evaluation during training. A figure that is not known is NaN.
 *
 * @param loss mean loss per answer token over the validation images
 * @param map50 mean average precision at an IoU of 0.5, from 0 to 1
 * @param f1 F1 of the boxes at an IoU of 0.5
 * @param typeAccuracy share of images whose first predicted type is right
 */
public record EvaluationFigures(double loss, double map50, double f1, double typeAccuracy) {

    /** Nothing is known. */
    public static final EvaluationFigures NONE = ofLoss(Double.NaN);

    /** Figures of which only the loss is known. */
    public static EvaluationFigures ofLoss(double loss) {
        return new EvaluationFigures(loss, Double.NaN, Double.NaN, Double.NaN);
    }

    /** The number of figures. */
    public static final int COUNT = 4;

    /** Returns all figures in the order of this record's components. */
    public double[] values() {
        return new double[] {loss, map50, f1, typeAccuracy};
    }

    /** Reads {@link #values}. */
    public static EvaluationFigures of(double[] values) {
        return new EvaluationFigures(values[0], values[1], values[2], values[3]);
    }

    /** Returns these figures with another loss. */
    public EvaluationFigures withLoss(double other) {
        return new EvaluationFigures(other, map50, f1, typeAccuracy);
    }

    /** Returns one of the figures. */
    public double value(BestMetric metric) {
        return switch (metric) {
            case EVAL_LOSS -> loss;
            case MAP50 -> map50;
            case F1 -> f1;
            case TYPE_ACCURACY -> typeAccuracy;
        };
    }

    /**
     * Returns whether these figures are better than others. Where the metric is equal or not known, the lower loss is better; where nothing is known
     * of the others, these are better.
     */
    public boolean betterThan(EvaluationFigures others, BestMetric metric) {
        double own = value(metric);
        double other = others.value(metric);
        boolean compared = metric != BestMetric.EVAL_LOSS && Double.isFinite(own) && Double.isFinite(other);
        return (compared && own != other) ? own > other : !(loss >= others.loss);
    }
}

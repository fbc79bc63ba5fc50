package io.millsight.evaluation;

/**
 * A number of false alarms per image that a production line may accept. The recall at such a number tells more about a model in use than an average
 * over all score thresholds: it is a point of the free-response ROC curve (FROC; Bunch et al. 1978).
 */
public enum OperatingPoint {
    ONE_IN_TEN_IMAGES(0.1, Measure.RECALL_FPPI_0_1),
    ONE_IN_TWO_IMAGES(0.5, Measure.RECALL_FPPI_0_5),
    ONE_PER_IMAGE(1, Measure.RECALL_FPPI_1),
    TWO_PER_IMAGE(2, Measure.RECALL_FPPI_2);

    private final double falseAlarms;
    private final Measure recall;

    OperatingPoint(double falseAlarms, Measure recall) {
        this.falseAlarms = falseAlarms;
        this.recall = recall;
    }

    /** Returns the largest mean number of false alarms per image. */
    public double falseAlarms() {
        return falseAlarms;
    }

    /** Returns the recall at this point. */
    public Measure recall() {
        return recall;
    }
}

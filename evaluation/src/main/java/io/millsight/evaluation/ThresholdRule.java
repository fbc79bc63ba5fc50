package io.millsight.evaluation;

import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.steel.InputException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rule that chooses a score threshold by the answers to validation images. */
public sealed interface ThresholdRule {

    /**
     * Chosen threshold.
     *
     * @param scoreThreshold the threshold
     * @param reached value of the rule's measure at this threshold
     */
    record Choice(double scoreThreshold, double reached) {}

    /** The threshold with the highest F1 of the boxes; of equal ones, the highest threshold. */
    record BestF1() implements ThresholdRule {

        @Override
        public Choice choose(Evaluation evaluation) {
            OptionalDouble threshold =
                    evaluation.estimate(Measure.BEST_THRESHOLD).asOptional();
            OptionalDouble f1 = evaluation.estimate(Measure.BEST_F1).asOptional();
            if (threshold.isEmpty() || f1.isEmpty() || f1.getAsDouble() == 0) {
                throw new InputException("no score threshold can be chosen: no predicted box matches an annotated one");
            }
            return new Choice(threshold.getAsDouble(), f1.getAsDouble());
        }

        @Override
        public String words() {
            return "the best F1";
        }
    }

    /**
     * The lowest threshold at which at most a share of the clean images is called defective.
     *
     * @param rate largest overkill rate, from 0 to 1
     */
    record LargestOverkill(double rate) implements ThresholdRule {

        public LargestOverkill {
            if (!(rate >= 0 && rate <= 1)) { // also refuses NaN
                throw new IllegalArgumentException("the overkill rate is " + rate + ", expected a number from 0 to 1");
            }
        }

        @Override
        public Choice choose(Evaluation evaluation) {
            if (evaluation.cleanOrDefective().cleanImages() == 0) {
                throw new InputException("no score threshold can be chosen by the overkill rate: the split has no clean"
                        + " images; add some, or choose by F1");
            }
            Optional<CleanOrDefective.Point> lowest = evaluation.cleanOrDefectiveCurve().stream()
                    .filter(point -> point.overkillRate().orElse(1) <= rate)
                    .reduce((higher, lower) -> lower);
            return lowest.map(point -> new Choice(
                            point.scoreThreshold(), point.overkillRate().orElse(0)))
                    .orElseThrow(() -> new InputException(String.format(
                            Locale.ROOT, "no score threshold reaches an overkill rate of at most %s", rate)));
        }

        @Override
        public String words() {
            return "an overkill rate of at most " + rate;
        }
    }

    /**
     * Chooses the threshold.
     *
     * @param evaluation evaluation of all answers; its own score threshold does not matter
     * @throws InputException if no threshold fulfils the rule
     */
    Choice choose(Evaluation evaluation);

    /** Returns what the threshold is chosen for. */
    String words();
}

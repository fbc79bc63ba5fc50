package io.millsight.tuning.step;

import io.millsight.adapter.BellCurve;
import io.millsight.adapter.NumberTokens;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.InvalidSettingException;
import io.millsight.tuning.TrainingSettings;
import java.util.List;

/**
 * Spreads the target of a coordinate over the numbers around it, in a bell curve. The edge of a defect is known to a few pixels at best, and a model
 * that says 61 for 62 should be told that it is nearly right; with one right number it is told the same as for 180.
 */
public final class CoordinateSmoothing {

    /** Spreads nothing. */
    static final CoordinateSmoothing NONE = new CoordinateSmoothing(List.of(), new BellCurve(0));

    private final List<NumberTokens> numbers;
    private final BellCurve curve;

    private CoordinateSmoothing(List<NumberTokens> numbers, BellCurve curve) {
        this.numbers = numbers;
        this.curve = curve;
    }

    /**
     * Smoothing for a vocabulary.
     *
     * @param width standard deviation of the bell curve, in the numbers of the answers; 0 for none
     * @throws InvalidSettingException if numbers are not one token each, so that neighbours among tokens are not neighbours in the image
     */
    public static CoordinateSmoothing of(QwenTokenizer tokenizer, double width) {
        if (width == 0) {
            return NONE;
        }
        List<NumberTokens> numbers = List.of(new NumberTokens(tokenizer, " "), new NumberTokens(tokenizer, ""));
        if (numbers.stream().allMatch(family -> family.size() == 0)) {
            throw new InvalidSettingException(
                    TrainingSettings.COORDINATE_LABEL_SMOOTHING.key()
                            + ": the model writes numbers digit by digit; set it to 0, or use a model such as nano whose numbers are one token each");
        }
        return new CoordinateSmoothing(numbers, new BellCurve(width));
    }

    /** Whether a token's target is spread. */
    boolean covers(int token) {
        return numbers.stream().anyMatch(family -> family.value(token) >= 0);
    }

    /**
     * Writes the target of a number.
     *
     * @param token that {@link #covers} accepts
     * @param targets a share for each token of the vocabulary, from the offset on zeros so far; their sum becomes 1
     */
    void spread(int token, float[] targets, int offset) {
        for (NumberTokens family : numbers) {
            int centre = family.value(token);
            if (centre >= 0) {
                spread(family, centre, targets, offset);
                return;
            }
        }
    }

    private void spread(NumberTokens family, int centre, float[] targets, int offset) {
        int first = Math.max(0, centre - curve.reach());
        int last = Math.min(family.size() - 1, centre + curve.reach());
        double sum = 0;
        for (int number = first; number <= last; number++) {
            sum += curve.at(number - centre);
        }
        for (int number = first; number <= last; number++) {
            targets[offset + family.id(number)] = (float) (curve.at(number - centre) / sum);
        }
    }
}

package io.millsight.tuning.step;

import io.millsight.adapter.GaussianKernel;
import io.millsight.adapter.NumberTokens;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.InvalidSettingException;
import java.util.List;

/**
 * Label smoothing over neighbouring coordinates: the target of a coordinate is a Gaussian around it instead of a single token. Annotated edges are
 * accurate to a few pixels at best, so that 61 instead of 62 should cost less than 180 instead of 62.
 */
public final class CoordinateLabelSmoothing {

    /** No smoothing. */
    static final CoordinateLabelSmoothing NONE = new CoordinateLabelSmoothing(List.of(), new GaussianKernel(0));

    private final List<NumberTokens> numbers;
    private final GaussianKernel kernel;

    private CoordinateLabelSmoothing(List<NumberTokens> numbers, GaussianKernel kernel) {
        this.numbers = numbers;
        this.kernel = kernel;
    }

    /**
     * Returns the smoothing for a vocabulary.
     *
     * @param deviation standard deviation of the Gaussian, in the units of the coordinates in answers; 0 for none
     * @throws InvalidSettingException if numbers are not one token each, so that neighbours among tokens are not neighbours in the image
     */
    public static CoordinateLabelSmoothing of(QwenTokenizer tokenizer, double deviation) {
        if (deviation == 0) {
            return NONE;
        }
        List<NumberTokens> numbers = List.of(new NumberTokens(tokenizer, " "), new NumberTokens(tokenizer, ""));
        if (numbers.stream().allMatch(family -> family.size() == 0)) {
            throw new InvalidSettingException(
                    "coordinate_label_smoothing: the model writes numbers digit by digit; set it to 0, or use a model such as nano whose numbers are one token each");
        }
        return new CoordinateLabelSmoothing(numbers, new GaussianKernel(deviation));
    }

    /** Whether the target of a token is smoothed. */
    boolean covers(int token) {
        return numbers.stream().anyMatch(family -> family.value(token) >= 0);
    }

    /**
     * Writes the smoothed target of a number.
     *
     * @param token a token that {@link #covers} accepts
     * @param targets probabilities of the tokens of the vocabulary, which begin at the offset and are zeros before; their sum becomes 1
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
        int first = Math.max(0, centre - kernel.radius());
        int last = Math.min(family.size() - 1, centre + kernel.radius());
        double sum = 0;
        for (int number = first; number <= last; number++) {
            sum += kernel.at(number - centre);
        }
        for (int number = first; number <= last; number++) {
            targets[offset + family.id(number)] = (float) (kernel.at(number - centre) / sum);
        }
    }
}

package io.millsight.qwen;

import io.millsight.qwen.tokenizer.ByteAlphabet;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the embeddings of numbers begin in a new model: not drawn one by one, but as a smooth function of the number, a wave in each component.
 * So 120 starts beside 121 and far from 20, and what a model learns of one coordinate it has half learned of the next. The size of the
 * components is that of other embeddings.
 */
final class NumberEmbedding {

    /** One to three digits, with the blank before them or without. */
    private static final Pattern NUMBER =
            Pattern.compile(Pattern.quote(ByteAlphabet.spell(" ")) + "?(0|[1-9][0-9]{0,2})");

    private static final double SHORTEST_WAVE = 24;
    private static final double LONGEST_WAVE = 1600;

    private NumberEmbedding() {}

    /**
     * Overwrites the rows of numbers.
     *
     * @param embedding {@code [V, D]}
     * @param tokens spelled in the byte alphabet, by id
     * @param deviation the standard deviation of the components
     * @param seed of wavelengths and phases
     */
    static void write(Tensor embedding, List<String> tokens, double deviation, long seed) {
        int width = (int) embedding.size(1);
        SplittableRandom random = new SplittableRandom(seed);
        double[] frequencies = new double[width];
        double[] phases = new double[width];
        for (int i = 0; i < width; i++) {
            double wave = SHORTEST_WAVE * Math.pow(LONGEST_WAVE / SHORTEST_WAVE, random.nextDouble());
            frequencies[i] = 2 * Math.PI / wave;
            phases[i] = 2 * Math.PI * random.nextDouble();
        }
        for (int id = 0; id < tokens.size(); id++) {
            Matcher number = NUMBER.matcher(tokens.get(id));
            if (number.matches()) {
                int value = Integer.parseInt(number.group(1));
                float[] row = new float[width];
                for (int i = 0; i < width; i++) {
                    row[i] = (float) (deviation * Math.sqrt(2) * Math.cos(frequencies[i] * value + phases[i]));
                }
                try (Scope scope = Scope.open()) {
                    embedding.narrow(0, id, 1).copyFrom(Tensor.of(row, 1, width));
                }
            }
        }
    }
}

package io.millsight.evaluation.text;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Text scores of a set of captions. Each caption is scored once. Corpus scores can then be computed for any weights of
 * the captions, as a bootstrap needs.
 *
 * <p>CIDEr uses the document frequencies of the whole set.
 */
public final class CaptionScores {

    private final List<BleuCounts> bleu;
    private final double[] rougeL;
    private final double[] cider;

    public CaptionScores(List<TokenizedCaption> captions) {
        bleu = captions.stream().map(BleuCounts::of).toList();
        rougeL = captions.stream().mapToDouble(RougeL::score).toArray();
        cider = Cider.scores(captions);
    }

    public int size() {
        return bleu.size();
    }

    /**
     * Returns BLEU-n of the corpus, from 0 to 1; empty without captions.
     *
     * @param order n, from 1 to 4
     * @param weights number of times that each caption counts
     */
    public OptionalDouble bleu(int order, int[] weights) {
        return total(weights) == 0 ? OptionalDouble.empty() : OptionalDouble.of(Bleu.corpus(bleu, weights)[order - 1]);
    }

    /** Returns the mean ROUGE-L, from 0 to 1; empty without captions. */
    public OptionalDouble rougeL(int[] weights) {
        return weightedMean(rougeL, weights);
    }

    /** Returns the mean CIDEr, from 0 to 10; empty without captions. */
    public OptionalDouble cider(int[] weights) {
        return weightedMean(cider, weights);
    }

    /** Returns BLEU-n of a single caption. */
    public double captionBleu(int order, int caption) {
        return Bleu.corpus(List.of(bleu.get(caption)), new int[] {1})[order - 1];
    }

    public double captionRougeL(int caption) {
        return rougeL[caption];
    }

    public double captionCider(int caption) {
        return cider[caption];
    }

    private static OptionalDouble weightedMean(double[] values, int[] weights) {
        long total = total(weights);
        if (total == 0) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
        }
        return OptionalDouble.of(sum / total);
    }

    private static long total(int[] weights) {
        return IntStream.of(weights).asLongStream().sum();
    }
}

package io.millsight.evaluation.text;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The text scores of a set of captions, each caption scored once; corpus values may then be asked for any multiset of the captions,
 * which is what a bootstrap does a thousand times.
 *
 * <p>CIDEr's document frequencies stay those of the whole set.
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
     * BLEU-n of the corpus, from 0 to 1; empty without captions.
     *
     * @param order n, from 1 to 4
     * @param weights how often each caption counts
     */
    public OptionalDouble bleu(int order, int[] weights) {
        return total(weights) == 0 ? OptionalDouble.empty() : OptionalDouble.of(Bleu.corpus(bleu, weights)[order - 1]);
    }

    /** The mean ROUGE-L, from 0 to 1; empty without captions. */
    public OptionalDouble rougeL(int[] weights) {
        return weightedMean(rougeL, weights);
    }

    /** The mean CIDEr, from 0 to 10; empty without captions. */
    public OptionalDouble cider(int[] weights) {
        return weightedMean(cider, weights);
    }

    /** BLEU-n of one caption on its own. */
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

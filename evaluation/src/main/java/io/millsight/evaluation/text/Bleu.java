package io.millsight.evaluation.text;

import java.util.List;

/**
 * BLEU-1 to BLEU-4 as in pycocoevalcap: clipped n-gram precision with a brevity penalty, smoothed by two small
 * constants only (Papineni et al., 2002).
 */
final class Bleu {

    private static final double TINY = 1e-15;
    private static final double SMALL = 1e-9;

    private Bleu() {}

    /**
     * Returns BLEU-1 to BLEU-4 of a corpus.
     *
     * @param captions counts of each caption
     * @param weights number of times that each caption counts
     */
    static double[] corpus(List<BleuCounts> captions, int[] weights) {
        long candidateLength = 0;
        long referenceLength = 0;
        long[] guesses = new long[NgramCounts.MAX_ORDER];
        long[] matches = new long[NgramCounts.MAX_ORDER];
        for (int i = 0; i < captions.size(); i++) {
            BleuCounts counts = captions.get(i);
            candidateLength += (long) weights[i] * counts.candidateLength();
            referenceLength += (long) weights[i] * counts.referenceLength();
            for (int order = 0; order < NgramCounts.MAX_ORDER; order++) {
                guesses[order] += (long) weights[i] * counts.guesses().get(order);
                matches[order] += (long) weights[i] * counts.matches().get(order);
            }
        }
        double ratio = (candidateLength + TINY) / (referenceLength + SMALL);
        double brevityPenalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
        double[] scores = new double[NgramCounts.MAX_ORDER];
        double product = 1;
        for (int order = 0; order < NgramCounts.MAX_ORDER; order++) {
            product *= (matches[order] + TINY) / (guesses[order] + SMALL);
            scores[order] = brevityPenalty * Math.pow(product, 1.0 / (order + 1));
        }
        return scores;
    }
}

package io.millsight.evaluation.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr as in pycocoevalcap: the variant CIDEr-D, with clipping and a length penalty. N-grams are weighted by inverse
 * document frequency (Vedantam et al., 2015).
 *
 * <p>The document frequencies come from the references of all captions, so a score depends on the whole set. A single
 * caption scores 0.
 */
final class Cider {

    private static final double SIGMA = 6;
    private static final double SCALE = 10;

    private final Map<List<String>, Integer> documentFrequency;
    private final double logDocuments;

    private Cider(Map<List<String>, Integer> documentFrequency, int documents) {
        this.documentFrequency = documentFrequency;
        this.logDocuments = Math.log(documents);
    }

    /** Returns the score of each caption, from 0 to 10. */
    static double[] scores(List<TokenizedCaption> captions) {
        Cider cider = new Cider(documentFrequency(captions), captions.size());
        return captions.stream().mapToDouble(cider::score).toArray();
    }

    private static Map<List<String>, Integer> documentFrequency(List<TokenizedCaption> captions) {
        Map<List<String>, Integer> frequency = new HashMap<>();
        for (TokenizedCaption caption : captions) {
            Set<List<String>> seen = new HashSet<>();
            for (TokenizedText reference : caption.references()) {
                NgramCounts counts = new NgramCounts(reference.words());
                for (int order = 1; order <= NgramCounts.MAX_ORDER; order++) {
                    seen.addAll(counts.ofOrder(order).keySet());
                }
            }
            seen.forEach(ngram -> frequency.merge(ngram, 1, Integer::sum));
        }
        return frequency;
    }

    private double score(TokenizedCaption caption) {
        NgramCounts candidate = new NgramCounts(caption.candidate().words());
        double sum = 0;
        for (TokenizedText reference : caption.references()) {
            sum += similarity(candidate, new NgramCounts(reference.words()));
        }
        return SCALE * sum / caption.references().size();
    }

    private double similarity(NgramCounts candidate, NgramCounts reference) {
        double lengthDifference = candidate.total(2) - reference.total(2);
        double lengthPenalty = Math.exp(-lengthDifference * lengthDifference / (2 * SIGMA * SIGMA));
        double sum = 0;
        for (int order = 1; order <= NgramCounts.MAX_ORDER; order++) {
            sum += lengthPenalty * clippedCosine(candidate.ofOrder(order), reference.ofOrder(order));
        }
        return sum / NgramCounts.MAX_ORDER;
    }

    private double clippedCosine(Map<List<String>, Integer> candidate, Map<List<String>, Integer> reference) {
        double product = 0;
        for (Map.Entry<List<String>, Integer> ngram : candidate.entrySet()) {
            Integer inReference = reference.get(ngram.getKey());
            if (inReference != null) {
                double weight = weight(ngram.getKey());
                product += Math.min(ngram.getValue(), inReference) * weight * inReference * weight;
            }
        }
        double norms = norm(candidate) * norm(reference);
        return norms == 0 ? 0 : product / norms;
    }

    private double norm(Map<List<String>, Integer> counts) {
        double sum = 0;
        for (Map.Entry<List<String>, Integer> ngram : counts.entrySet()) {
            double value = ngram.getValue() * weight(ngram.getKey());
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private double weight(List<String> ngram) {
        return logDocuments - Math.log(Math.max(1, documentFrequency.getOrDefault(ngram, 0)));
    }
}

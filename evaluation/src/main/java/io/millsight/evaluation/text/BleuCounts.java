package io.millsight.evaluation.text;

import java.util.List;
import java.util.Map;

/**
 * Counts of one caption for BLEU. They can be summed over captions.
 *
 * @param guesses number of n-grams of the candidate, by order
 * @param matches number of n-grams that a reference contains, clipped at the largest count in one reference, by order
 * @param candidateLength words of the candidate
 * @param referenceLength words of the reference with the closest length; the shorter one on a tie
 */
record BleuCounts(List<Integer> guesses, List<Integer> matches, int candidateLength, int referenceLength) {

    static BleuCounts of(TokenizedCaption caption) {
        NgramCounts candidate = new NgramCounts(caption.candidate().words());
        List<NgramCounts> references = caption.references().stream()
                .map(reference -> new NgramCounts(reference.words()))
                .toList();
        Integer[] guesses = new Integer[NgramCounts.MAX_ORDER];
        Integer[] matches = new Integer[NgramCounts.MAX_ORDER];
        for (int order = 1; order <= NgramCounts.MAX_ORDER; order++) {
            guesses[order - 1] = candidate.total(order);
            matches[order - 1] = matches(candidate, references, order);
        }
        return new BleuCounts(
                List.of(guesses), List.of(matches), candidate.length(), closestLength(candidate.length(), references));
    }

    private static int matches(NgramCounts candidate, List<NgramCounts> references, int order) {
        int matches = 0;
        for (Map.Entry<List<String>, Integer> ngram : candidate.ofOrder(order).entrySet()) {
            int most = 0;
            for (NgramCounts reference : references) {
                most = Math.max(most, reference.ofOrder(order).getOrDefault(ngram.getKey(), 0));
            }
            matches += Math.min(ngram.getValue(), most);
        }
        return matches;
    }

    private static int closestLength(int length, List<NgramCounts> references) {
        int closest = references.get(0).length();
        for (NgramCounts reference : references) {
            int distance = Math.abs(reference.length() - length);
            int best = Math.abs(closest - length);
            if (distance < best || (distance == best && reference.length() < closest)) {
                closest = reference.length();
            }
        }
        return closest;
    }
}

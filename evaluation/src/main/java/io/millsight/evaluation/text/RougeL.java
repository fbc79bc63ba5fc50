package io.millsight.evaluation.text;

import java.util.List;

/**
 * ROUGE-L as in pycocoevalcap: the F-measure of the longest common subsequence with beta 1.2 (Lin, 2004). The largest
 * precision and the largest recall may come from different references.
 */
final class RougeL {

    private static final double BETA = 1.2;

    private RougeL() {}

    static double score(TokenizedCaption caption) {
        List<String> candidate = caption.candidate().blankSeparated();
        double precision = 0;
        double recall = 0;
        for (TokenizedText text : caption.references()) {
            List<String> reference = text.blankSeparated();
            double common = longestCommonSubsequence(candidate, reference);
            precision = Math.max(precision, common / candidate.size());
            recall = Math.max(recall, common / reference.size());
        }
        if (precision == 0 || recall == 0) {
            return 0;
        }
        return (1 + BETA * BETA) * precision * recall / (recall + BETA * BETA * precision);
    }

    private static int longestCommonSubsequence(List<String> a, List<String> b) {
        int[] previous = new int[b.size() + 1];
        for (String token : a) {
            int[] current = new int[b.size() + 1];
            for (int j = 1; j <= b.size(); j++) {
                current[j] = token.equals(b.get(j - 1)) ? previous[j - 1] + 1 : Math.max(previous[j], current[j - 1]);
            }
            previous = current;
        }
        return previous[b.size()];
    }
}

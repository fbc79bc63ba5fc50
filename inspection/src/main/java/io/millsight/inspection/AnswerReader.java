package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.report.BoxEdge;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the generated tokens of one view: the verdict, the defects and their scores.
 *
 * @param tokenizer remains owned by the caller
 */
record AnswerReader(ReportTask task, QwenTokenizer tokenizer) {

    private static final int EDGES = BoxEdge.values().length;

    /**
     * Reads an answer.
     *
     * @param view what the model saw
     * @param frame of the answer's numbers
     */
    ViewResult read(Generation generation, View view, CoordinateFrame frame) {
        int[] tokens = generation.tokens().stream().mapToInt(Integer::intValue).toArray();
        String answer = tokenizer.decodeText(tokens);
        if (!generation.finite()) { // the tokens before it were computed with the same damaged weights
            return new ViewResult(
                    view, Verdict.UNDETERMINED, List.of(), answer, ViewResult.Ending.NOT_FINITE, List.of());
        }
        ParsedReport report = task.parse(answer, frame);
        List<InspectedDefect> defects = defects(report, answer, generation, tokens).stream()
                .map(defect -> new InspectedDefect(defect.type(), view.toImage(defect.box()), defect.score()))
                .toList();
        if (!generation.finished()) {
            return new ViewResult(
                    view, Verdict.UNDETERMINED, defects, answer, ViewResult.Ending.TRUNCATED, report.problems());
        }
        Verdict verdict = switch (report.status()) {
            case DEFECTS -> Verdict.DEFECTS;
            case CLEAN -> Verdict.CLEAN;
            case UNPARSABLE -> Verdict.UNDETERMINED;
        };
        return new ViewResult(view, verdict, defects, answer, ViewResult.Ending.COMPLETE, report.problems());
    }

    private List<InspectedDefect> defects(ParsedReport report, String answer, Generation generation, int[] tokens) {
        if (report.defects().isEmpty()) {
            return List.of();
        }
        int[] ends = new int[tokens.length]; // the end of each token in the answer, in characters
        for (int i = 0; i < tokens.length; i++) {
            ends[i] = tokenizer.decodeText(Arrays.copyOf(tokens, i + 1)).length();
        }
        List<InspectedDefect> defects = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < report.defects().size(); i++) {
            int to = report.spans().get(i).end();
            double score = score(from, to, answer, ends, generation.logProbabilities());
            from = to;
            defects.add(new InspectedDefect(
                    report.defects().get(i).type(), report.defects().get(i).box(), score));
        }
        return defects;
    }

    /**
     * Returns the score of a sentence: the probability of its words times the geometric mean of the probabilities of its four box edges. The words
     * stand for the presence of a defect and for its type. A box is good if its edges are about right, so the product over all four edges would give
     * nearly every box a score near 0.
     *
     * <p>The tokens of a sentence are those that end after the previous sentence and before the last character of this sentence. The last character
     * already decides whether another sentence follows. A token that contains a digit belongs to an edge.
     *
     * <p>The probability of a token is its share of the whole vocabulary, with constrained decoding too. A model that would have written something
     * else therefore has a low score. A forced token has probability 1. For a coordinate of one token, the probability is the smoothed one.
     *
     * @param from the end of the previous sentence, in characters
     * @param to the end of this sentence, in characters
     * @param ends of each token, in characters
     */
    private static double score(int from, int to, String answer, int[] ends, List<Double> logProbabilities) {
        double words = 0;
        double edges = 0;
        for (int i = 0; i < ends.length; i++) {
            if (from < ends[i] && ends[i] < to) {
                String text = answer.substring(i == 0 ? 0 : ends[i - 1], ends[i]);
                if (text.chars().anyMatch(Character::isDigit)) {
                    edges += logProbabilities.get(i);
                } else {
                    words += logProbabilities.get(i);
                }
            }
        }
        return Math.exp(Math.min(0, words + edges / EDGES));
    }
}

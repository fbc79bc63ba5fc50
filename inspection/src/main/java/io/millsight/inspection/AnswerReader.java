package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.report.BoxEdge;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes of a model's tokens what was found, and how sure the model is of it.
 *
 * @param tokenizer stays the caller's to close
 */
record AnswerReader(ReportTask task, QwenTokenizer tokenizer) {

    private static final int EDGES = BoxEdge.values().length;

    /**
     * What an answer says.
     *
     * @param view how the model saw the picture
     * @param frame of the answer's numbers
     * @param duration to be reported
     * @return with boxes of the picture as it is; the answer is that about the picture as the model saw it
     */
    Inspection read(Generation generation, View view, CoordinateFrame frame, Duration duration) {
        int[] tokens = generation.tokens().stream().mapToInt(Integer::intValue).toArray();
        String answer = tokenizer.decodeText(tokens);
        if (!generation.finite()) {
            return notFinite(answer, view, duration);
        }
        ParsedReport report = task.parse(answer, frame);
        boolean truncated = !generation.finished();
        Verdict verdict = truncated
                ? Verdict.UNDETERMINED
                : switch (report.status()) {
                    case DEFECTS -> Verdict.DEFECTS;
                    case CLEAN -> Verdict.CLEAN;
                    case UNPARSABLE -> Verdict.UNDETERMINED;
                };
        return new Inspection(
                verdict,
                defects(report, answer, generation, tokens).stream()
                        .map(defect ->
                                new InspectedDefect(defect.type(), view.toPicture(defect.box()), defect.confidence()))
                        .toList(),
                List.of(),
                answer,
                truncated,
                report.problems(),
                List.of(),
                view.picture(),
                duration);
    }

    /** What came before the numbers failed is no more to be trusted. */
    private static Inspection notFinite(String answer, View view, Duration duration) {
        return new Inspection(
                Verdict.UNDETERMINED,
                List.of(),
                List.of(),
                answer,
                false,
                List.of(),
                List.of(Caveat.notFinite()),
                view.picture(),
                duration);
    }

    private List<InspectedDefect> defects(ParsedReport report, String answer, Generation generation, int[] tokens) {
        if (report.defects().isEmpty()) {
            return List.of();
        }
        int[] ends = new int[tokens.length]; // of each token's characters in the answer
        for (int i = 0; i < tokens.length; i++) {
            ends[i] = tokenizer.decodeText(Arrays.copyOf(tokens, i + 1)).length();
        }
        List<InspectedDefect> defects = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < report.defects().size(); i++) {
            int to = report.spans().get(i).end();
            double confidence = confidence(from, to, answer, ends, generation.logProbabilities());
            from = to;
            defects.add(new InspectedDefect(
                    report.defects().get(i).type(), report.defects().get(i).box(), confidence));
        }
        return defects;
    }

    /**
     * How sure the model is of a statement: the probability that it gave to there being another defect and to its type, times the geometric mean of those of
     * its edges. A box is found where its edges are about right, so a product of all four would call nearly everything unlikely.
     *
     * <p>Of all tokens those count that end behind the statement before it and before its own last character, by which the answer already
     * decides whether it goes on. The fixed words hardly lower it, or not at all where the grammar leaves no choice. In both ways of
     * decoding a token's probability is its share of all tokens, so that a locked model which would have said something else entirely is not taken to be sure;
     * for a coordinate that is one token, the share of the numbers around it. Tokens with a digit are those of the edges, however many a number has.
     *
     * @param from where the statement before ends
     * @param to where this one ends
     * @param ends of each token
     */
    private static double confidence(int from, int to, String answer, int[] ends, List<Double> logProbabilities) {
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

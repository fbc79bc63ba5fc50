package io.millsight.inspection;

import io.millsight.adapter.BellCurve;
import io.millsight.adapter.ReportTask;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.generation.TokenGuide;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportGuide;
import io.millsight.steel.report.ReportGuide.Continuation;
import io.millsight.steel.report.ReportRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the grammar of the reports into tokens: exactly those that the tokenizer gives for the whole report, as training saw them. Not for use by two
 * threads at once.
 *
 * <p>A {@link ReportGuide} cuts reports beside numbers with their blanks. Tokenizers of Qwen pair nothing with a digit, and others nothing but digits and
 * the blank before them, so that the tokens of the parts are those of the whole. A tokenizer of which that is not true is refused.
 *
 * <p>Where a coordinate is one token, first the neighbourhood is chosen by the {@linkplain NeighbourhoodWeights probability around a number}, then the
 * most probable number in it: the border of the image, where a box ends there, and not a place near it.
 *
 * <p>An answer ends only where that is likelier than going on by as much as a missed defect is worse than a false alarm.
 */
public final class ReportDecoder {

    /** Standard deviation of a coordinate's neighbourhood, as a share of the longer side: 10 of 200 pixels. */
    private static final double NEIGHBOURHOOD = 0.05;

    /** How far from the middle of its neighbourhood a number is looked for, likewise. */
    private static final double NUMBER = 0.03;

    /** How many false alarms are as bad as a missed defect. */
    private static final double MISSED = 2;

    private static final List<String> NUMBERS = List.of("7", " 7", "47", " 47", "1000", " 1000");

    private final ReportTask task;
    private final int maximumDefects;
    private final QwenTokenizer tokenizer;
    private final int endToken;
    private final Map<String, List<Integer>> known = new HashMap<>();

    /**
     * @param tokenizer stays the caller's to close, after the last use of a guide
     * @param endToken ends an answer
     */
    public ReportDecoder(ReportTask task, int maximumDefects, QwenTokenizer tokenizer, int endToken) {
        this.task = task;
        this.maximumDefects = maximumDefects;
        this.tokenizer = tokenizer;
        this.endToken = endToken;
    }

    /**
     * A guide for an answer about one image.
     *
     * @param frame of its numbers
     * @throws ModelFolderException from here or from the guide, if the tokenizer joins numbers with their neighbours
     */
    public TokenGuide guide(CoordinateFrame frame) {
        ReportRules rules = new ReportRules(task.dialect(), task.types(), frame, maximumDefects);
        ReportGuide start = ReportGuide.start(rules);
        int side = Math.max(frame.width(), frame.height());
        NeighbourhoodWeights weights =
                new NeighbourhoodWeights(new BellCurve(NEIGHBOURHOOD * side), new BellCurve(NUMBER * side));
        return new Guide(List.of(new Way(List.of(), -1, start)), weights).settled();
    }

    /**
     * Tokens to come, and what the report is then.
     *
     * @param number that the tokens say; -1 if they say something else
     */
    private record Way(List<Integer> tokens, int number, ReportGuide next) {}

    /** All ways to go on from one place. */
    private final class Guide implements TokenGuide {

        private final List<Way> ways;
        private final NeighbourhoodWeights neighbourhoods;

        Guide(List<Way> ways, NeighbourhoodWeights neighbourhoods) {
            this.ways = ways;
            this.neighbourhoods = neighbourhoods;
        }

        @Override
        public List<Integer> allowed() {
            return ways.stream()
                    .map(way -> way.tokens().get(0))
                    .distinct()
                    .sorted()
                    .toList();
        }

        /** Numbers are judged where each of the ways is one number and one token; elsewhere, whether to end. */
        @Override
        public float[] weigh(float[] logits) {
            Map<Integer, Integer> numbers = new HashMap<>();
            for (Way way : ways) {
                if (way.tokens().size() > 1 || way.number() < 0) {
                    return reluctant(logits);
                }
                numbers.put(way.tokens().get(0), way.number());
            }
            return neighbourhoods.of(allowed().stream().map(numbers::get).toList(), logits);
        }

        /** Lower for the tokens that can only end a report of defects. */
        private float[] reluctant(float[] logits) {
            Set<Integer> open = ways.stream()
                    .filter(way -> !way.next().isComplete() || !way.next().hasDefects())
                    .map(way -> way.tokens().get(0))
                    .collect(Collectors.toSet());
            List<Integer> allowed = allowed();
            float[] weights = logits.clone();
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= open.contains(allowed.get(i)) ? 0 : (float) Math.log(MISSED);
            }
            return weights;
        }

        @Override
        public TokenGuide after(int token) {
            return new Guide(
                            ways.stream()
                                    .filter(way -> way.tokens().get(0) == token)
                                    .map(way -> new Way(
                                            way.tokens().subList(1, way.tokens().size()), -1, way.next()))
                                    .toList(),
                            neighbourhoods)
                    .settled();
        }

        /** With the ways that go on from where others have come to their end. */
        Guide settled() {
            List<Way> open = new ArrayList<>();
            for (Way way : ways) {
                if (!way.tokens().isEmpty()) {
                    open.add(way);
                    continue;
                }
                for (Continuation continuation : way.next().continuations()) {
                    open.add(new Way(tokens(continuation), number(continuation.text()), continuation.next()));
                }
            }
            return new Guide(open, neighbourhoods);
        }
    }

    private static int number(String text) {
        String digits = text.strip();
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
    }

    private List<Integer> tokens(Continuation continuation) {
        List<Integer> tokens = known.computeIfAbsent(continuation.text(), this::encode);
        if (!continuation.next().isComplete()) {
            return tokens;
        }
        List<Integer> ended = new ArrayList<>(tokens);
        ended.add(endToken);
        return ended;
    }

    private List<Integer> encode(String text) {
        List<Integer> tokens = list(tokenizer.encode(text));
        if (!Character.isDigit(text.charAt(text.length() - 1))) { // no number
            for (String number : NUMBERS) {
                List<Integer> beside = list(tokenizer.encode(number));
                requireWhole(list(tokenizer.encode(text + number)), tokens, beside);
                requireWhole(list(tokenizer.encode(number + text)), beside, tokens);
            }
        }
        return tokens;
    }

    private static void requireWhole(List<Integer> whole, List<Integer> first, List<Integer> second) {
        List<Integer> parts = new ArrayList<>(first);
        parts.addAll(second);
        if (!whole.equals(parts)) {
            throw new ModelFolderException(
                    QwenTokenizer.FILE
                            + ": joins numbers with their neighbours, so answers cannot be locked to the grammar; use --decoding free");
        }
    }

    private static List<Integer> list(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }
}

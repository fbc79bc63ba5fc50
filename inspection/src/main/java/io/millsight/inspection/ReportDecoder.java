package io.millsight.inspection;

import io.millsight.qwen.ModelFolderException;
import io.millsight.qwen.QwenTokenizer;
import io.millsight.qwen.TokenGuide;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportGuide;
import io.millsight.steel.report.ReportGuide.Continuation;
import io.millsight.steel.report.ReportRules;
import io.millsight.torch.Tensor;
import io.millsight.tuning.BellCurve;
import io.millsight.tuning.CellReadings;
import io.millsight.tuning.ReportTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Where the image's tokens were taught to tell what they show, the answer chooses which defect to state, and they know best where it begins and ends:
 * a number is weighed by the product of what the answer means roughly and of the {@linkplain CellEvidence evidence}.
 */
public final class ReportDecoder {

    /** Standard deviation of a coordinate's neighbourhood, as a share of the longer side: 10 of 200 pixels. */
    private static final double NEIGHBOURHOOD = 0.05;

    /** How far from the middle of its neighbourhood a number is looked for; a standard deviation, as a share of the longer side. */
    private static final double NUMBER = 0.03;

    /** How many false alarms are as bad as a missed defect. */
    private static final double MISSED = 2;

    /** The same for a number and an image's token that agree. */
    private static final double AGREEMENT = 0.03;

    /** The same for an earlier statement that tells of a token's defect. */
    private static final double TOLD = 0.075;

    /** The same for an answer that only has to say which defect it means, because the image's tokens know where that is. */
    private static final double ROUGHLY = 0.125;

    /** What a number is given that no witness speaks for. */
    private static final double LEAST_EVIDENCE = 1e-4;

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

    /** Looks at what a model makes of a prompt, {@code [T, D]}, for what the image's tokens tell. */
    public interface CellReader {
        CellReadings read(Tensor prompt);
    }

    /**
     * A guide for an answer about one image.
     *
     * @param frame of its numbers
     * @param reader null where the image's tokens were not taught to tell
     * @throws ModelFolderException from here or from the guide, if the tokenizer joins numbers with their neighbours
     */
    public TokenGuide guide(CoordinateFrame frame, @Nullable CellReader reader) {
        ReportRules rules = new ReportRules(task.dialect(), task.types(), frame, maximumDefects);
        ReportGuide start = ReportGuide.start(rules);
        return new Guide(
                        List.of(new Way(List.of(), -1, start, start)),
                        Judgement.of(Math.max(frame.width(), frame.height())),
                        reader)
                .settled();
    }

    /**
     * How the numbers of one answer are chosen.
     *
     * @param side the longer one of the frame
     * @param neighbourhood around which a number is chosen
     * @param number how far it may be from the neighbourhood's middle
     * @param evidence null for none
     */
    private record Judgement(
            int side,
            NeighbourhoodWeights neighbourhood,
            BellCurve number,
            @Nullable CellEvidence evidence) {

        static Judgement of(int side) {
            return new Judgement(
                    side,
                    new NeighbourhoodWeights(new BellCurve(NEIGHBOURHOOD * side)),
                    new BellCurve(NUMBER * side),
                    null);
        }

        Judgement with(CellReadings readings) {
            return new Judgement(
                    side,
                    neighbourhood,
                    number,
                    new CellEvidence(readings, new BellCurve(AGREEMENT * side), new BellCurve(TOLD * side)));
        }

        /** What the neighbourhood of each number counts; that of the best one goes to the most probable number in it, by a hair ahead. */
        float[] weigh(ReportGuide place, List<Integer> numbers, float[] logits) {
            float[] weights =
                    neighbourhood.of(numbers, evidence == null ? logits : together(place, numbers, logits, evidence));
            int middle = best(weights);
            float[] near = new float[logits.length];
            for (int i = 0; i < near.length; i++) {
                near[i] = logits[i] + (float) Math.log(number.at(numbers.get(i) - numbers.get(middle)));
            }
            weights[best(near)] = Math.nextUp(weights[middle]);
            return weights;
        }

        private static int best(float[] values) {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] > values[best] ? i : best;
            }
            return best;
        }

        /** The logarithm of the product, scaled to the likelihood that the answer gives to all of these numbers. */
        private float[] together(ReportGuide place, List<Integer> numbers, float[] logits, CellEvidence cells) {
            float[] rough = new NeighbourhoodWeights(new BellCurve(ROUGHLY * side)).of(numbers, logits);
            double[] witnessed = cells.of(place, numbers);
            for (int i = 0; i < rough.length; i++) {
                rough[i] += (float) Math.log(witnessed[i] + LEAST_EVIDENCE);
            }
            double shift = logSum(logits) - logSum(rough);
            for (int i = 0; i < rough.length; i++) {
                rough[i] += (float) shift;
            }
            return rough;
        }

        private static double logSum(float[] logarithms) {
            double largest = Double.NEGATIVE_INFINITY;
            for (float logarithm : logarithms) {
                largest = Math.max(largest, logarithm);
            }
            double sum = 0;
            for (float logarithm : logarithms) {
                sum += Math.exp(logarithm - largest);
            }
            return largest + Math.log(sum);
        }
    }

    /**
     * Tokens to come, and what the report is then.
     *
     * @param number that the tokens say; -1 if they say something else
     * @param place what the report is before them
     */
    private record Way(List<Integer> tokens, int number, ReportGuide place, ReportGuide next) {}

    /** All ways to go on from one place. */
    private final class Guide implements TokenGuide {

        private final List<Way> ways;
        private final Judgement judgement;
        private final @Nullable CellReader reader;

        Guide(List<Way> ways, Judgement judgement, @Nullable CellReader reader) {
            this.ways = ways;
            this.judgement = judgement;
            this.reader = reader;
        }

        @Override
        public TokenGuide informed(Tensor prompt) {
            return reader == null ? this : new Guide(ways, judgement.with(reader.read(prompt)), null);
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
            return judgement.weigh(
                    ways.get(0).place(), allowed().stream().map(numbers::get).toList(), logits);
        }

        /** Lower for the tokens that can only end a report of defects. */
        private float[] reluctant(float[] logits) {
            Set<Integer> open = ways.stream()
                    .filter(way -> !way.next().isEnded() || way.next().said().isEmpty())
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
                                            way.tokens().subList(1, way.tokens().size()), -1, way.place(), way.next()))
                                    .toList(),
                            judgement,
                            reader)
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
                    open.add(new Way(
                            tokens(continuation), number(continuation.text()), way.next(), continuation.next()));
                }
            }
            return new Guide(open, judgement, reader);
        }
    }

    private static int number(String text) {
        String digits = text.strip();
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
    }

    private List<Integer> tokens(Continuation continuation) {
        List<Integer> tokens = known.computeIfAbsent(continuation.text(), this::encode);
        if (!continuation.next().isEnded()) {
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

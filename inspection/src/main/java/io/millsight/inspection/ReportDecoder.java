package io.millsight.inspection;

import io.millsight.adapter.GaussianKernel;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Turns the grammar of the reports into allowed tokens. The allowed tokens are those that the tokenizer gives for the whole report, as in training.
 * Thread-safe.
 *
 * <p>A {@link ReportGuide} divides a report into words and into numbers with their blanks. The tokens of the parts are the tokens of the whole if the
 * tokenizer never joins a number with its neighbours. The tokenizers of Qwen never do. Other tokenizers are refused.
 *
 * <p>If each allowed number is one token, the number is chosen with {@link SmoothedCoordinateLogits}.
 *
 * <p>The log-probability of ending a report with defects is lowered by log 2, because a missed defect costs more than a false alarm.
 */
public final class ReportDecoder {

    /** Standard deviation of the smoothing window, as a share of the longer side: 10 of 200 pixels. */
    private static final double WINDOW = 0.05;

    /** Standard deviation of the weights for the choice of a number near the centre of the window, as a share of the longer side. */
    private static final double NEARBY = 0.03;

    /** The cost of a missed defect, in false alarms. */
    private static final double MISSED_COST = 2;

    /** Numbers to test the tokenizer with. */
    private static final List<String> NUMBERS = List.of("7", " 7", "47", " 47", "1000", " 1000");

    /** A report about so much has all words that reports have. */
    private static final CoordinateFrame SAMPLE_FRAME = CoordinateFrame.original(10, 10);

    private static final int SAMPLE_DEFECTS = 2;

    private final ReportTask task;
    private final int maximumDefects;
    private final QwenTokenizer tokenizer;
    private final int endToken;
    private final Map<String, List<Integer>> encoded = new ConcurrentHashMap<>();

    /**
     * @param tokenizer remains owned by the caller, who closes it after the last use of a guide
     * @param endToken the token that ends an answer
     */
    public ReportDecoder(ReportTask task, int maximumDefects, QwenTokenizer tokenizer, int endToken) {
        this.task = task;
        this.maximumDefects = maximumDefects;
        this.tokenizer = tokenizer;
        this.endToken = endToken;
    }

    /**
     * Returns the guide for the answer about one view.
     *
     * @param frame of the answer's numbers
     * @throws ModelFolderException from this method or from the guide, if the tokenizer joins numbers with their neighbours
     */
    public TokenGuide guide(CoordinateFrame frame) {
        ReportRules rules = new ReportRules(task.dialect(), task.types(), frame, maximumDefects);
        ReportGuide start = ReportGuide.start(rules);
        int side = Math.max(frame.width(), frame.height());
        SmoothedCoordinateLogits smoothing =
                new SmoothedCoordinateLogits(new GaussianKernel(WINDOW * side), new GaussianKernel(NEARBY * side));
        return new Guide(List.of(new Path(List.of(), -1, start)), smoothing).expanded();
    }

    /**
     * Returns whether the tokens of a report are those of its parts. If not, no answer can be held to the grammar, and none be expected to follow it.
     */
    public boolean keepsNumbersApart() {
        ReportGuide place =
                ReportGuide.start(new ReportRules(task.dialect(), task.types(), SAMPLE_FRAME, SAMPLE_DEFECTS));
        while (!place.isComplete()) {
            List<Continuation> continuations = place.continuations();
            if (!continuations.stream().map(Continuation::text).allMatch(this::isApart)) {
                return false;
            }
            place = continuations.get(continuations.size() - 1).next();
        }
        return true;
    }

    /**
     * One way to go on.
     *
     * @param tokens the remaining tokens of a part of the report
     * @param number the number that the tokens write; -1 if they write something else
     * @param next the state of the report after these tokens
     */
    private record Path(List<Integer> tokens, int number, ReportGuide next) {}

    /** All ways to go on from one state. */
    private final class Guide implements TokenGuide {

        private final List<Path> paths;
        private final SmoothedCoordinateLogits smoothing;

        Guide(List<Path> paths, SmoothedCoordinateLogits smoothing) {
            this.paths = paths;
            this.smoothing = smoothing;
        }

        @Override
        public List<Integer> allowed() {
            return paths.stream()
                    .map(path -> path.tokens().get(0))
                    .distinct()
                    .sorted()
                    .toList();
        }

        /** Smooths where each path is a number of one token. Elsewhere lowers the tokens that end the report. */
        @Override
        public float[] weigh(float[] logits) {
            Map<Integer, Integer> numbers = new HashMap<>();
            for (Path path : paths) {
                if (path.tokens().size() > 1 || path.number() < 0) {
                    return endLowered(logits);
                }
                numbers.put(path.tokens().get(0), path.number());
            }
            return smoothing.of(allowed().stream().map(numbers::get).toList(), logits);
        }

        /** Lowers the tokens that can only end a report with defects. */
        private float[] endLowered(float[] logits) {
            Set<Integer> continuing = paths.stream()
                    .filter(path -> !path.next().isComplete() || !path.next().hasDefects())
                    .map(path -> path.tokens().get(0))
                    .collect(Collectors.toSet());
            List<Integer> allowed = allowed();
            float[] lowered = logits.clone();
            for (int i = 0; i < lowered.length; i++) {
                lowered[i] -= continuing.contains(allowed.get(i)) ? 0 : (float) Math.log(MISSED_COST);
            }
            return lowered;
        }

        @Override
        public TokenGuide after(int token) {
            return new Guide(
                            paths.stream()
                                    .filter(path -> path.tokens().get(0) == token)
                                    .map(path -> new Path(
                                            path.tokens()
                                                    .subList(1, path.tokens().size()),
                                            -1,
                                            path.next()))
                                    .toList(),
                            smoothing)
                    .expanded();
        }

        /** Replaces each path without tokens by the paths that follow it. */
        Guide expanded() {
            List<Path> open = new ArrayList<>();
            for (Path path : paths) {
                if (!path.tokens().isEmpty()) {
                    open.add(path);
                    continue;
                }
                for (Continuation continuation : path.next().continuations()) {
                    open.add(new Path(tokens(continuation), number(continuation.text()), continuation.next()));
                }
            }
            return new Guide(open, smoothing);
        }
    }

    private static int number(String text) {
        String digits = text.strip();
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
    }

    private List<Integer> tokens(Continuation continuation) {
        List<Integer> tokens = encoded.computeIfAbsent(continuation.text(), this::encode);
        if (!continuation.next().isComplete()) {
            return tokens;
        }
        List<Integer> ended = new ArrayList<>(tokens);
        ended.add(endToken);
        return ended;
    }

    private List<Integer> encode(String text) {
        if (!isApart(text)) {
            throw new ModelFolderException(
                    QwenTokenizer.FILE
                            + ": joins numbers with their neighbours, so answers cannot be locked to the grammar; use --decoding free");
        }
        return list(tokenizer.encode(text));
    }

    /** Whether a text has the same tokens beside numbers. */
    private boolean isApart(String text) {
        boolean isNumber = Character.isDigit(text.charAt(text.length() - 1));
        return isNumber
                || NUMBERS.stream()
                        .allMatch(number -> isEncodedInParts(text, number) && isEncodedInParts(number, text));
    }

    private boolean isEncodedInParts(String first, String second) {
        List<Integer> parts = new ArrayList<>(list(tokenizer.encode(first)));
        parts.addAll(list(tokenizer.encode(second)));
        return list(tokenizer.encode(first + second)).equals(parts);
    }

    private static List<Integer> list(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }
}

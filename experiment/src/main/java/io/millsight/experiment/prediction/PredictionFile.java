package io.millsight.experiment.prediction;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.ParseErrorCounts;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.detection.Rectangle;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.JsonId;
import io.millsight.steel.format.JsonListReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the results of any program in COCO's result form: {@code [{image_id | file_name, category_id | category, bbox, score}]} with
 * {@code bbox} as x, y, width, height in pixels of the original image. A result
 * with {@code "rejected": true} is a candidate below the voting threshold: the answer leaves it out.
 *
 * <p>Names win over numbers: see {@link ResultImages} and {@link ResultTypes}. Images that are not mentioned count as found clean.
 */
public final class PredictionFile {

    /** Detectors keep 100 to 300 results an image, and COCO counts 100 of a type. Measuring more takes hours. */
    private static final int MOST_RESULTS_AN_IMAGE = 1000;

    private final EvaluationSplit split;
    private final List<DetectorResult> results = new ArrayList<>();
    private final Map<JsonId, JsonId> ids = new HashMap<>();
    private final Map<String, List<ScoredDefect>> defects = new HashMap<>();
    private final Map<String, List<ScoredDefect>> rejected = new HashMap<>();
    private final Map<String, Integer> outside = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private ScoreMode scoreMode = ScoreMode.DETECTOR;
    private boolean hasFormerKey;

    private PredictionFile(EvaluationSplit split) {
        this.split = split;
    }

    /**
     * Reads a file.
     *
     * @param name for tables
     * @param listener is told how ids are read that could mean something else
     * @throws InputException naming the file and the result that is wrong
     */
    public static EvaluationInput read(Path file, String name, EvaluationSplit split, ProgressListener listener) {
        PredictionFile reader = new PredictionFile(split);
        try {
            reader.parse(file);
            ResultImages images = new ResultImages(split, reader.ids(DetectorResult::imageId));
            ResultTypes types = new ResultTypes(split, reader.ids(DetectorResult::categoryId));
            reader.addAll(images, types);
            types.notice().ifPresent(notice -> listener.warning(file + ": " + notice));
            if (reader.hasFormerKey) {
                listener.warning(file + ": the key \"" + DetectorResult.FORMER_REJECTED + "\" is now called \""
                        + DetectorResult.REJECTED + "\"; the next version will not read the old name");
            }
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
        List<EvaluationSplit.Answer> answers = split.images().stream()
                .map(image -> new EvaluationSplit.Answer(reader.prediction(image), null))
                .toList();
        return split.answered(name, reader.scoreMode, answers);
    }

    private void parse(Path file) {
        Set<String> lists = JsonListReader.visit(
                file,
                Map.of(JsonListReader.WHOLE_FILE, DetectorResult.KEYS),
                (list, number, piece) -> inResult(number, () -> read(number, piece)));
        if (lists.isEmpty()) {
            throw new InputException(
                    "not a list of results; COCO's result form is [{\"image_id\", \"category_id\", \"bbox\", \"score\"}]");
        }
    }

    private void read(int number, JsonNode piece) {
        if (number > (long) MOST_RESULTS_AN_IMAGE * split.images().size()) {
            throw tooMany("an image");
        }
        DetectorResult result = DetectorResult.of(piece);
        hasFormerKey |= piece.has(DetectorResult.FORMER_REJECTED);
        if (number == 1) {
            scoreMode = scoreMode(piece.path("score_mode").asString(""));
        }
        results.add(new DetectorResult(
                result.fileName(),
                kept(result.imageId()),
                result.category(),
                kept(result.categoryId()),
                result.box(),
                result.score(),
                result.rejected(),
                result.split(),
                result.fault()));
    }

    /** Ids are few, results are many: each id is kept once. */
    private @Nullable JsonId kept(@Nullable JsonId id) {
        return id == null ? null : ids.computeIfAbsent(id, same -> same);
    }

    private Set<JsonId> ids(Function<DetectorResult, @Nullable JsonId> of) {
        return results.stream().map(of).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private static InputException tooMany(String where) {
        return new InputException("there are more than " + MessageText.count(MOST_RESULTS_AN_IMAGE, "result") + " "
                + where + "; keep the best of each image (COCO counts 100 of a type)");
    }

    /** Names the result in which something is wrong. */
    private static void inResult(int number, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException | InputException e) {
            throw new InputException("result " + number + ": " + e.getMessage(), e);
        }
    }

    private void addAll(ResultImages images, ResultTypes types) {
        for (int i = 0; i < results.size(); i++) {
            DetectorResult result = results.get(i);
            inResult(i + 1, () -> add(result, images, types));
        }
    }

    private void add(DetectorResult result, ResultImages images, ResultTypes types) {
        requireSameSplit(result.split());
        AnnotatedImage image = images.of(result);
        DefectType type = types.of(result);
        if (result.fault() != null) {
            throw new InputException(result.fault());
        }
        if (counts.merge(image.id(), 1, Integer::sum) > MOST_RESULTS_AN_IMAGE) {
            throw tooMany("on the image " + MessageText.excerpt(image.id()));
        }
        BoundingBox box = box(result.box(), image);
        if (box != null) {
            Map<String, List<ScoredDefect>> kind = result.rejected() ? rejected : defects;
            kind.computeIfAbsent(image.id(), id -> new ArrayList<>()).add(new ScoredDefect(type, box, result.score()));
        }
    }

    /** Our own files say on which images they were made. */
    private void requireSameSplit(String written) {
        if (!written.isEmpty() && !written.equals(split.identity().hash())) {
            throw new InputException("it was made on other images, " + MessageText.excerpt(written) + ", than those of "
                    + split.identity() + "; evaluate that model on this split, or compare on that one");
        }
    }

    /** The box within the image; null if nothing of it is. */
    private @Nullable BoundingBox box(@Nullable Rectangle written, AnnotatedImage image) {
        if (written == null) {
            return null;
        }
        double left = Math.max(0, written.x());
        double top = Math.max(0, written.y());
        double right = Math.min(image.width(), written.xMax());
        double bottom = Math.min(image.height(), written.yMax());
        boolean isSeen = right > left && bottom > top;
        boolean isCut =
                written.x() < 0 || written.y() < 0 || written.xMax() > image.width() || written.yMax() > image.height();
        if (isCut || !isSeen) {
            outside.merge(image.id(), 1, Integer::sum);
        }
        return isSeen ? new BoundingBox(left, top, right, bottom) : null;
    }

    private Prediction prediction(AnnotatedImage image) {
        return new Prediction(
                AnswerStatus.READ,
                defects.getOrDefault(image.id(), List.of()),
                rejected.getOrDefault(image.id(), List.of()),
                "",
                new ParseErrorCounts(outside.getOrDefault(image.id(), 0), 0),
                Duration.ZERO);
    }

    /** Our own files say where their scores come from. */
    private static ScoreMode scoreMode(String written) {
        return Stream.of(ScoreMode.values())
                .filter(mode -> mode.key().equals(written))
                .findFirst()
                .orElse(ScoreMode.DETECTOR);
    }
}

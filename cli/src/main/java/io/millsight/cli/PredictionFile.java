package io.millsight.cli;

import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ReadNotes;
import io.millsight.evaluation.ReadStatus;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.DatasetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads answers in COCO's result form, whoever wrote them: {@code [{image_id | file_name, category_id | category, bbox, score}]} with
 * {@code bbox} as x, y, width, height in pixels of the original image. What is marked {@code "unsure": true} was not in the answer and only has a rank.
 *
 * <p>Names win over numbers. Without names, images count from 1 in ascending order of their ids and categories from 1 in the order of the
 * dataset's types, as the {@code predictions.json} of an evaluation has them. Images that are not mentioned count as found clean.
 */
final class PredictionFile {

    private static final int BOX_NUMBERS = 4;

    private final EvaluationSplit split;
    private final List<AnnotatedImage> sorted;
    private final Map<String, List<ScoredDefect>> defects = new HashMap<>();
    private final Map<String, List<ScoredDefect>> unsure = new HashMap<>();
    private final Map<String, Integer> outside = new HashMap<>();

    private PredictionFile(EvaluationSplit split) {
        this.split = split;
        this.sorted = split.images().stream()
                .sorted(Comparator.comparing(AnnotatedImage::id))
                .toList();
    }

    /**
     * Reads a file.
     *
     * @param name for tables
     * @throws InputException naming the result that is wrong
     */
    static EvaluationInput read(Path file, String name, EvaluationSplit split) {
        JsonNode results = parse(file);
        PredictionFile reader = new PredictionFile(split);
        for (int i = 0; i < results.size(); i++) {
            try {
                reader.add(results.get(i));
            } catch (IllegalArgumentException e) {
                throw new InputException(file + ": result " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        List<EvaluationSplit.Answer> answers = split.images().stream()
                .map(image -> new EvaluationSplit.Answer(reader.prediction(image), null))
                .toList();
        return split.answered(name, scoreMode(results), answers);
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
            if (!root.isArray()) {
                throw new InputException(
                        file
                                + ": not a list of results; COCO's result form is [{\"image_id\", \"category_id\", \"bbox\", \"score\"}]");
            }
            return root;
        } catch (JacksonException | IOException e) {
            throw new InputException(
                    file + ": cannot be read as JSON (" + Failures.oneLine(String.valueOf(e.getMessage())) + ")", e);
        }
    }

    private void add(JsonNode result) {
        requireSameSplit(result);
        AnnotatedImage image = image(result);
        DefectType type = type(result);
        BoundingBox box = box(result, image);
        double score = result.path("score").asDouble(Double.NaN);
        if (box != null) {
            Map<String, List<ScoredDefect>> kind = result.path("unsure").asBoolean(false) ? unsure : defects;
            kind.computeIfAbsent(image.id(), id -> new ArrayList<>()).add(new ScoredDefect(type, box, score));
        }
    }

    /** Our own files say on which images they were made. */
    private void requireSameSplit(JsonNode result) {
        String written = result.path("split").asString("");
        if (!written.isEmpty() && !written.equals(split.identity().hash())) {
            throw new IllegalArgumentException("it was made on other images, " + written + ", than those of "
                    + split.identity() + "; evaluate that model on this split, or compare on that one");
        }
    }

    private AnnotatedImage image(JsonNode result) {
        JsonNode name = result.path("file_name");
        if (name.isString()) {
            return sorted.stream()
                    .filter(image -> fileName(image).equals(baseName(name.asString())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("file_name " + name.asString()
                            + " is no image of the split " + split.identity().name()
                            + "; give the predictions for this split"));
        }
        if (split.scan().format() == DatasetFormat.COCO) {
            throw new IllegalArgumentException("the images of a COCO dataset are found by name; add file_name");
        }
        int id = result.path("image_id").asInt(0);
        if (id < 1 || id > sorted.size()) {
            throw new IllegalArgumentException("image_id " + result.path("image_id") + " is not from 1 to "
                    + sorted.size() + ", the number of images; or add file_name");
        }
        return sorted.get(id - 1);
    }

    private static String fileName(AnnotatedImage image) {
        return image.file().getFileName().toString();
    }

    /** Some programs write the whole path. */
    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private DefectType type(JsonNode result) {
        List<DefectType> types = split.types();
        JsonNode name = result.path("category");
        if (name.isString()) {
            return DefectType.find(name.asString(), types)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "category " + name.asString() + " is none of the dataset's types "
                                    + types.stream().map(DefectType::name).toList()));
        }
        if (split.scan().format() == DatasetFormat.COCO) {
            throw new IllegalArgumentException("the categories of a COCO dataset are found by name; add category");
        }
        int id = result.path("category_id").asInt(0);
        if (id < 1 || id > types.size()) {
            throw new IllegalArgumentException("category_id " + result.path("category_id") + " is not from 1 to "
                    + types.size() + ", the number of types; or add category, its name");
        }
        return types.get(id - 1);
    }

    /** The box within the image; null if nothing of it is. */
    private @Nullable BoundingBox box(JsonNode result, AnnotatedImage image) {
        JsonNode box = result.path("bbox");
        if (box.size() != BOX_NUMBERS || box.valueStream().anyMatch(number -> !number.isNumber())) {
            throw new IllegalArgumentException("bbox " + box + " is not [x, y, width, height]");
        }
        double left = box.get(0).asDouble();
        double top = box.get(1).asDouble();
        double right = left + box.get(2).asDouble();
        double bottom = top + box.get(3).asDouble();
        if (left < 0 || top < 0 || right > image.width() || bottom > image.height()) {
            outside.merge(image.id(), 1, Integer::sum);
        }
        left = Math.max(0, left);
        top = Math.max(0, top);
        right = Math.min(image.width(), right);
        bottom = Math.min(image.height(), bottom);
        return right > left && bottom > top ? new BoundingBox(left, top, right, bottom) : null;
    }

    private Prediction prediction(AnnotatedImage image) {
        return new Prediction(
                ReadStatus.READ,
                defects.getOrDefault(image.id(), List.of()),
                unsure.getOrDefault(image.id(), List.of()),
                "",
                new ReadNotes(outside.getOrDefault(image.id(), 0), 0),
                Duration.ZERO);
    }

    /** Our own files say where their scores come from. */
    private static ScoreMode scoreMode(JsonNode results) {
        String written = results.path(0).path("score_mode").asString("");
        return Stream.of(ScoreMode.values())
                .filter(mode -> mode.key().equals(written))
                .findFirst()
                .orElse(ScoreMode.DETECTOR);
    }
}

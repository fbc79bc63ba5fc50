package io.millsight.service.learning;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.ParseErrorCounts;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.files.InputFile;
import io.millsight.history.DatasetItem;
import io.millsight.history.DatasetPart;
import io.millsight.history.History;
import io.millsight.history.StoredImage;
import io.millsight.history.StoredReview;
import io.millsight.image.ImageSize;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two models image by image on the gold set, the images first on which they differ most. Boxes are matched as in the report of an evaluation: see
 * {@link DefectPairs}.
 */
public final class Comparison {

    private static final long MOST_BYTES = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A box of a type. */
    public record Box(DefectType type, BoundingBox box) {}

    /**
     * What a model found on an image.
     *
     * @param boxes that it stated
     * @param hits how many of them are hits
     * @param misses how many reviewed boxes are not hit
     */
    public record Found(List<Box> boxes, int hits, int misses) {

        public Found {
            boxes = List.copyOf(boxes);
        }

        /** Returns how many of the boxes are no hits. */
        public int falseAlarms() {
            return boxes.size() - hits;
        }

        private static Found of(AnnotatedImage image, List<ScoredDefect> found) {
            Prediction answer =
                    new Prediction(AnswerStatus.READ, found, List.of(), "", ParseErrorCounts.NONE, Duration.ZERO);
            int hits = (int)
                    DefectPairs.of(new EvaluatedImage(image, image.id(), List.of(), answer), EvaluationSettings.DEFAULT)
                            .stream()
                            .filter(DefectPairs.Pair::isFound)
                            .count();
            List<Box> boxes = found.stream()
                    .map(defect -> new Box(defect.type(), defect.box()))
                    .toList();
            return new Found(boxes, hits, image.defects().size() - hits);
        }
    }

    /**
     * An image of the gold set.
     *
     * @param inspection an inspection of the image
     * @param size of the image in pixels
     * @param truth the reviewed boxes
     * @param before what the one model found
     * @param after what the other one found
     */
    public record Image(String inspection, ImageSize size, List<Box> truth, Found before, Found after) {

        public Image {
            truth = List.copyOf(truth);
        }

        private int difference() {
            return Math.abs(before.misses - after.misses) + Math.abs(before.falseAlarms() - after.falseAlarms());
        }
    }

    private Comparison() {}

    /**
     * Compares two reports of the same gold set.
     *
     * @param dataset the dataset version whose reviews hold
     * @throws InputException if a report cannot be read
     */
    public static List<Image> of(History history, String dataset, GoldFigures before, GoldFigures after) {
        Map<String, List<ScoredDefect>> former = predictions(history.folder(), before);
        Map<String, List<ScoredDefect>> later = predictions(history.folder(), after);
        List<Image> images = new ArrayList<>();
        for (DatasetItem item : history.datasets().items(dataset)) {
            if (item.part() == DatasetPart.GOLD) {
                StoredReview review = history.reviews().find(item.review()).orElseThrow();
                AnnotatedImage truth = truth(history, item.image(), review);
                images.add(new Image(
                        review.inspection(),
                        truth.size(),
                        truth.defects().stream()
                                .map(defect -> new Box(defect.type(), defect.box()))
                                .toList(),
                        Found.of(truth, former.getOrDefault(item.image(), List.of())),
                        Found.of(truth, later.getOrDefault(item.image(), List.of()))));
            }
        }
        images.sort(Comparator.comparingInt(Image::difference).reversed());
        return images;
    }

    /** Returns an image of the gold set as it was reviewed. */
    private static AnnotatedImage truth(History history, String image, StoredReview review) {
        StoredImage stored = history.inspections()
                .find(review.inspection())
                .orElseThrow()
                .content()
                .image();
        List<Defect> defects = review.content().boxes().stream()
                .map(box -> new Defect(box.type(), box.box()))
                .toList();
        return new AnnotatedImage(
                image,
                history.images().file(stored),
                stored.size().width(),
                stored.size().height(),
                defects);
    }

    /** Returns the boxes that a model stated, by the hash of the image, which is the name of its file. */
    private static Map<String, List<ScoredDefect>> predictions(Path folder, GoldFigures figures) {
        Path file = folder.resolve(figures.report()).resolve("predictions.json");
        try {
            Map<String, List<ScoredDefect>> found = new HashMap<>();
            for (JsonNode result : JSON.readTree(InputFile.read(file, MOST_BYTES))) {
                if (!result.path("rejected").asBoolean(false)) {
                    String image = result.path("file_name").asString("").replaceFirst("\\..*", "");
                    found.computeIfAbsent(image, name -> new ArrayList<>()).add(defect(result));
                }
            }
            return found;
        } catch (IOException e) {
            throw new InputException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new InputException(file + ": is not the JSON of an evaluation", e);
        }
    }

    private static ScoredDefect defect(JsonNode result) {
        JsonNode box = result.path("bbox");
        double x = box.path(0).asDouble();
        double y = box.path(1).asDouble();
        return new ScoredDefect(
                new DefectType(result.path("category").asString("")),
                new BoundingBox(
                        x, y, x + box.path(2).asDouble(), y + box.path(3).asDouble()),
                result.path("score").asDouble());
    }
}

package io.millsight.service.learning;

import io.millsight.files.InputFile;
import io.millsight.history.DatasetItem;
import io.millsight.history.DatasetPart;
import io.millsight.history.History;
import io.millsight.history.StoredReview;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two models image by image on the gold set, the images first on which they differ most. A box is a hit if it has the type of a reviewed box and an
 * intersection over union of at least 0.5 with it; each reviewed box is hit once.
 */
public final class Comparison {

    private static final double HIT = 0.5;
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

        private static Found of(List<Box> boxes, List<Box> truth) {
            List<Box> left = new ArrayList<>(truth);
            int hits = 0;
            for (Box box : boxes) {
                Box hit = left.stream()
                        .filter(other -> other.type.equals(box.type) && other.box.iou(box.box) >= HIT)
                        .max(Comparator.comparingDouble(other -> other.box.iou(box.box)))
                        .orElse(null);
                if (hit != null) {
                    left.remove(hit);
                    hits++;
                }
            }
            return new Found(boxes, hits, left.size());
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
        Map<String, List<Box>> former = predictions(history.folder(), before);
        Map<String, List<Box>> later = predictions(history.folder(), after);
        List<Image> images = new ArrayList<>();
        for (DatasetItem item : history.datasets().items(dataset)) {
            if (item.part() == DatasetPart.GOLD) {
                StoredReview review = history.reviews().find(item.review()).orElseThrow();
                List<Box> truth = review.content().boxes().stream()
                        .map(box -> new Box(box.type(), box.box()))
                        .toList();
                images.add(new Image(
                        review.inspection(),
                        size(history, review.inspection()),
                        truth,
                        Found.of(former.getOrDefault(item.image(), List.of()), truth),
                        Found.of(later.getOrDefault(item.image(), List.of()), truth)));
            }
        }
        images.sort(Comparator.comparingInt(Image::difference).reversed());
        return images;
    }

    private static ImageSize size(History history, String inspection) {
        return history.inspections()
                .find(inspection)
                .orElseThrow()
                .content()
                .image()
                .size();
    }

    /** Returns the boxes that a model stated, the surest first, by the hash of the image, which is the name of its file. */
    private static Map<String, List<Box>> predictions(Path folder, GoldFigures figures) {
        Path file = folder.resolve(figures.report()).resolve("predictions.json");
        try {
            List<JsonNode> results = new ArrayList<>();
            JSON.readTree(InputFile.read(file, MOST_BYTES)).forEach(results::add);
            results.sort(Comparator.comparingDouble(
                            (JsonNode result) -> result.path("score").asDouble())
                    .reversed());
            Map<String, List<Box>> boxes = new HashMap<>();
            for (JsonNode result : results) {
                if (!result.path("rejected").asBoolean(false)) {
                    String image = result.path("file_name").asString("").replaceFirst("\\..*", "");
                    boxes.computeIfAbsent(image, name -> new ArrayList<>()).add(box(result));
                }
            }
            return boxes;
        } catch (IOException e) {
            throw new InputException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new InputException(file + ": is not the JSON of an evaluation", e);
        }
    }

    private static Box box(JsonNode result) {
        JsonNode box = result.path("bbox");
        double x = box.path(0).asDouble();
        double y = box.path(1).asDouble();
        return new Box(
                new DefectType(result.path("category").asString("")),
                new BoundingBox(
                        x, y, x + box.path(2).asDouble(), y + box.path(3).asDouble()));
    }
}

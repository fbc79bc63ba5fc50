package io.millsight.experiment.prediction;

import io.millsight.evaluation.detection.Rectangle;
import io.millsight.steel.InputException;
import io.millsight.steel.format.JsonId;
import io.millsight.steel.format.JsonListReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One result in COCO's result form, before its image and its type are known.
 *
 * @param fileName of the image, or null
 * @param imageId of the image, or null
 * @param category the name of the type, or null
 * @param categoryId of the type, or null
 * @param box as it is written; null where there is a fault
 * @param rejected whether the answer left the result out; it only counts for AP50 of all candidates
 * @param split the images on which a file of our own was made; empty in other files
 * @param fault what is wrong with box or score; null if nothing is
 */
record DetectorResult(
        @Nullable String fileName,
        @Nullable JsonId imageId,
        @Nullable String category,
        @Nullable JsonId categoryId,
        @Nullable Rectangle box,
        double score,
        boolean rejected,
        String split,
        @Nullable String fault) {

    /** Marks a result that is a candidate below the voting threshold. */
    static final String REJECTED = "rejected";

    /** Name of {@link #REJECTED} in files of the previous version. */
    static final String FORMER_REJECTED = "unsure";

    /** The keys that are read. */
    static final Set<String> KEYS = Set.of(
            "image_id",
            "file_name",
            "category_id",
            "category",
            "bbox",
            "score",
            REJECTED,
            FORMER_REJECTED,
            "split",
            "score_mode");

    private static final int BOX_NUMBERS = 4;

    static DetectorResult of(JsonNode result) {
        if (!result.isObject()) {
            throw new InputException("it is not an object with image_id, category_id, bbox and score, but "
                    + JsonListReader.show(result));
        }
        Rectangle box = null;
        double score = 0;
        String fault = null;
        try {
            box = box(result.path("bbox"));
            score = score(result.path("score"));
        } catch (InputException e) {
            fault = String.valueOf(e.getMessage());
        }
        String fileName = text(result.path("file_name"));
        String category = text(result.path("category"));
        return new DetectorResult(
                fileName,
                fileName == null ? JsonId.of(result.path("image_id"), "image_id") : null,
                category,
                category == null && result.hasNonNull("category_id")
                        ? JsonId.of(result.path("category_id"), "category_id")
                        : null,
                box,
                score,
                (result.has(REJECTED) ? result.path(REJECTED) : result.path(FORMER_REJECTED)).asBoolean(false),
                result.path("split").asString(""),
                fault);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private static Rectangle box(JsonNode value) {
        String written = JsonListReader.show(value);
        if (!value.isArray()
                || value.size() != BOX_NUMBERS
                || !value.valueStream().allMatch(JsonNode::isNumber)) {
            throw new InputException(
                    value.isMissingNode()
                            ? "it has no bbox; give [x, y, width, height]"
                            : "bbox " + written + " is not [x, y, width, height]");
        }
        double[] box = value.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
        for (double number : box) {
            if (!Double.isFinite(number)) {
                throw new InputException("bbox " + written + " holds a value that is not a finite number");
            }
        }
        if (box[2] < 0 || box[3] < 0) {
            throw new InputException("bbox " + written + " has a negative width or height; give [x, y, width, height]");
        }
        return new Rectangle(box[0], box[1], box[2], box[3]);
    }

    private static double score(JsonNode value) {
        if (value.isMissingNode()) {
            throw new InputException("it has no score; give one from 0 to 1, by which results are ranked");
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new InputException("its score is " + JsonListReader.show(value) + ", which is not a finite number");
        }
        return value.doubleValue();
    }
}

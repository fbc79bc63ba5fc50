package io.millsight.service.model;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.Verdict;
import io.millsight.steel.BoundingBox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A drawn picture of a strip that a model inspects whenever it is loaded. The boxes of a deployment's first start are recorded.
 * Later starts must find the same boxes: a model that answers otherwise with the same weights and settings is damaged, or
 * computes on a machine that is. An adapter must change what the base alone answers.
 */
final class Canary {

    private static final String PICTURE = "canary.png";

    /** Other processors round differently, which may move an edge by a pixel. */
    private static final double SAME_PLACE = 0.8;

    /** Scores that differ by less are the same. */
    private static final double ROUNDING = 1e-6;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Box>> BOXES = new TypeReference<>() {};

    /** A box as it is recorded. */
    record Box(String type, double x1, double y1, double x2, double y2) {

        static Box of(InspectedDefect defect) {
            BoundingBox box = defect.box();
            return new Box(defect.type().name(), box.xMin(), box.yMin(), box.xMax(), box.yMax());
        }

        private boolean isLike(Box other) {
            return type.equals(other.type) && box().iou(other.box()) >= SAME_PLACE;
        }

        private BoundingBox box() {
            return new BoundingBox(x1, y1, x2, y2);
        }
    }

    private Canary() {}

    /**
     * What a model said about the picture.
     *
     * @param inspection its answer, not filtered by a threshold
     * @param boxes those above the threshold, as text
     */
    record Look(Inspection inspection, String boxes) {

        /** Returns whether people can rely on the answer. */
        boolean isReadable() {
            return inspection.verdict() != Verdict.UNDETERMINED;
        }
    }

    /** Shows the picture to a model. */
    static Look inspect(Inspector inspector, double threshold) {
        Inspection inspection = inspector.inspect(picture());
        List<Box> boxes = inspection.withMinScore(threshold).defects().stream()
                .map(Box::of)
                .toList();
        return new Look(inspection, JSON.writeValueAsString(boxes));
    }

    /**
     * Returns whether an adapter does anything: whether the answer or a score is another one than that of the base alone. Without any box there are
     * no scores, so equal answers prove nothing.
     */
    static boolean hasEffect(Inspection adapted, Inspection bare) {
        List<InspectedDefect> boxes = adapted.all();
        List<InspectedDefect> others = bare.all();
        return boxes.isEmpty()
                || boxes.size() != others.size()
                || !adapted.answer().equals(bare.answer())
                || IntStream.range(0, boxes.size()).anyMatch(i -> differ(boxes.get(i), others.get(i)));
    }

    private static boolean differ(InspectedDefect one, InspectedDefect other) {
        return !one.type().equals(other.type())
                || !one.box().equals(other.box())
                || Math.abs(one.score() - other.score()) > ROUNDING;
    }

    private static RgbImage picture() {
        try (InputStream in = Objects.requireNonNull(Canary.class.getResourceAsStream(PICTURE))) {
            return ImageFile.read(in.readAllBytes(), PICTURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether two texts of {@link #inspect} tell of the same boxes. */
    static boolean same(String recorded, String found) {
        List<Box> before = JSON.readValue(recorded, BOXES);
        List<Box> now = JSON.readValue(found, BOXES);
        return before.size() == now.size()
                && IntStream.range(0, before.size()).allMatch(i -> before.get(i).isLike(now.get(i)));
    }
}

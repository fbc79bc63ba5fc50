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
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A drawn picture of a strip that a model inspects whenever it is loaded. The boxes of a deployment's first start are recorded.
 * Later starts must find the same boxes: a model that answers otherwise with the same weights and settings is damaged, or
 * computes on a machine that is.
 */
final class Canary {

    private static final String PICTURE = "canary.png";

    /** Other processors round differently, which may move an edge by a pixel. */
    private static final double SAME_PLACE = 0.8;

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

    /** Returns the boxes that a model finds on the picture above a threshold, as text. */
    static String inspect(Inspector inspector, double threshold) {
        return text(inspector.inspect(picture()), threshold);
    }

    private static String text(Inspection inspection, double threshold) {
        List<Box> boxes = inspection.withMinScore(threshold).defects().stream()
                .map(Box::of)
                .toList();
        return JSON.writeValueAsString(boxes);
    }

    /**
     * Looks at the picture twice with weights that are new to the service. They must answer so that the answer can be read, and the same both times.
     *
     * @return the boxes as text; empty if the weights fail
     */
    static Optional<String> tryOut(Inspector inspector, double threshold) {
        Inspection first = inspector.inspect(picture());
        String boxes = text(first, threshold);
        return first.verdict() != Verdict.UNDETERMINED && same(boxes, inspect(inspector, threshold))
                ? Optional.of(boxes)
                : Optional.empty();
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

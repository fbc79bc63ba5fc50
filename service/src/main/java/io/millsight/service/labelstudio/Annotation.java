package io.millsight.service.labelstudio;

import io.millsight.files.MessageText;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a person says in Label Studio about an image.
 *
 * @param regions the rectangles
 * @param seconds how long the person took; null if unknown
 */
public record Annotation(List<Region> regions, @Nullable Double seconds) {

    static final String RECTANGLES = "rectanglelabels";

    private static final double PERCENT = 100;

    /** Percents are not exact: edges that are so close in pixels are the same. */
    private static final double SAME_EDGE = 0.05;

    private static final Pattern REGION = Pattern.compile("d(\\d{1,6})");

    /** What may stand beside the rectangles and says nothing about boxes. */
    private static final Set<String> ASIDE =
            Set.of("choices", "textarea", "rating", "number", "datetime", "taxonomy", "pairwise");

    /**
     * A rectangle.
     *
     * @param type the name of the model's type, or the label if the model has no such type
     * @param box in pixels
     * @param source the number of the model's box that it came from; null for a new one
     */
    public record Region(
            String type, BoundingBox box, @Nullable Integer source) {}

    public Annotation {
        regions = List.copyOf(regions);
    }

    /** Returns the identifier of the region for a box of the model. Label Studio keeps it when a person corrects the box. */
    static String regionOf(int n) {
        return "d" + n;
    }

    /**
     * Reads an annotation of an inspection's image.
     *
     * @throws LabelStudioException if it says something that a review cannot say
     */
    public static Annotation read(JsonNode annotation, StoredInspection inspection) {
        List<Region> regions = annotation
                .path("result")
                .valueStream()
                .filter(item -> !ASIDE.contains(item.path("type").asString("")))
                .map(item -> region(item, inspection))
                .toList();
        double seconds = annotation.path("lead_time").asDouble(-1);
        return new Annotation(regions, seconds >= 0 && Double.isFinite(seconds) ? seconds : null);
    }

    private static Region region(JsonNode item, StoredInspection inspection) {
        String kind = item.path("type").asString("");
        JsonNode value = item.path("value");
        if (!kind.equals(RECTANGLES) || value.path("rotation").asDouble(0) != 0) {
            throw new LabelStudioException(
                    "a region is no upright rectangle with a label, but " + MessageText.quote(kind));
        }
        String label = value.path(RECTANGLES).path(0).asString("");
        String type = inspection.deployment().model().types().stream()
                .filter(each -> LabelConfig.isSame(label, each))
                .map(DefectType::name)
                .findFirst()
                .orElse(label);
        BoundingBox box = box(value, inspection.content().image().size());
        StoredDefect source = source(item.path("id").asString(""), inspection);
        if (source == null) {
            return new Region(type, box, null);
        }
        return new Region(type, isSame(box, source.box()) ? source.box() : box, source.n());
    }

    private static BoundingBox box(JsonNode value, ImageSize size) {
        double left = value.path("x").asDouble(Double.NaN) * size.width() / PERCENT;
        double top = value.path("y").asDouble(Double.NaN) * size.height() / PERCENT;
        double width = value.path("width").asDouble(Double.NaN) * size.width() / PERCENT;
        double height = value.path("height").asDouble(Double.NaN) * size.height() / PERCENT;
        try {
            return new BoundingBox(
                    inside(left, size.width()),
                    inside(top, size.height()),
                    inside(left + width, size.width()),
                    inside(top + height, size.height()));
        } catch (IllegalArgumentException e) {
            throw new LabelStudioException("a rectangle has no edges x, y, width and height in percent");
        }
    }

    private static double inside(double edge, int length) {
        return Math.min(Math.max(edge, 0), length);
    }

    private static @Nullable StoredDefect source(String id, StoredInspection inspection) {
        Matcher region = REGION.matcher(id);
        if (!region.matches()) {
            return null;
        }
        int n = Integer.parseInt(region.group(1));
        return inspection.content().answer().defects().stream()
                .filter(defect -> defect.n() == n)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(BoundingBox a, BoundingBox b) {
        return Math.abs(a.xMin() - b.xMin()) < SAME_EDGE
                && Math.abs(a.yMin() - b.yMin()) < SAME_EDGE
                && Math.abs(a.xMax() - b.xMax()) < SAME_EDGE
                && Math.abs(a.yMax() - b.yMax()) < SAME_EDGE;
    }

    /** Returns whether the annotation has exactly the boxes of the model's answer. */
    public boolean accepts(StoredInspection inspection) {
        List<StoredDefect> counting = inspection.defects();
        return counting.size() == regions.size()
                && counting.stream()
                        .allMatch(defect -> regions.stream()
                                .anyMatch(region -> Integer.valueOf(defect.n()).equals(region.source)
                                        && region.type.equals(defect.type().name())
                                        && region.box.equals(defect.box())));
    }
}

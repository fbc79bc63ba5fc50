package io.millsight.service.http;

import io.millsight.files.MessageText;
import io.millsight.history.NewReview;
import io.millsight.history.ReviewAction;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A review as it is sent. It is checked against the inspection that it is about.
 *
 * @param action the word of a {@link ReviewAction}
 * @param reason in the person's words
 * @param seconds how long the person looked
 * @param defects the true boxes; only for a correction
 */
record ReviewBody(
        @Nullable String action,
        @Nullable String reason,
        @Nullable Double seconds,
        @Nullable List<@Nullable Box> defects) {

    private static final int LONGEST_REASON = 500;
    private static final int MOST_BOXES = 500;
    private static final int EDGES = 4;

    /**
     * A box of a correction.
     *
     * @param type the name of its type
     * @param box its edges x1, y1, x2, y2
     * @param source the number of the model's box that it came from; null for a new one
     */
    record Box(
            @Nullable String type,
            @Nullable List<@Nullable Double> box,
            @Nullable Integer source) {}

    /** Returns the review, if it fits the inspection. */
    NewReview review(StoredInspection inspection) {
        ReviewAction what = QueryText.constant(ReviewAction.class, "action", action);
        if (what == null) {
            throw invalid("action is missing");
        }
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw invalid("reason has more than " + LONGEST_REASON + " characters");
        }
        if (seconds != null && !(seconds >= 0 && Double.isFinite(seconds))) {
            throw invalid("seconds is " + seconds + ", expected a number from 0");
        }
        if (what != ReviewAction.CORRECT && defects != null) {
            throw invalid("defects are only for the action correct");
        }
        return new NewReview(what, boxes(what, inspection), reason, seconds);
    }

    private List<ReviewedBox> boxes(ReviewAction what, StoredInspection inspection) {
        return switch (what) {
            case ACCEPT -> accepted(inspection);
            case CORRECT -> corrected(inspection);
            case CLEAN, REJECT -> List.of();
        };
    }

    private static List<ReviewedBox> accepted(StoredInspection inspection) {
        if (inspection.content().answer().verdict() == Verdict.UNDETERMINED) {
            throw invalid("an undetermined answer cannot be accepted; correct it, or say clean or reject");
        }
        return inspection.defects().stream()
                .map(defect -> new ReviewedBox(defect.type(), defect.box(), ReviewedBox.Origin.KEPT, defect.n()))
                .toList();
    }

    private List<ReviewedBox> corrected(StoredInspection inspection) {
        if (defects == null || defects.isEmpty()) {
            throw invalid("a correction needs at least one box; for none, say clean");
        }
        if (defects.size() > MOST_BOXES) {
            throw invalid("a correction has at most " + MOST_BOXES + " boxes");
        }
        return defects.stream().map(box -> reviewed(box, inspection)).toList();
    }

    private static ReviewedBox reviewed(@Nullable Box sent, StoredInspection inspection) {
        if (sent == null || sent.type == null || sent.box == null) {
            throw invalid("each defect needs type and box");
        }
        DefectType type = type(sent.type, inspection);
        BoundingBox box = box(sent.box, inspection.content().image().size());
        if (sent.source == null) {
            return new ReviewedBox(type, box, ReviewedBox.Origin.ADDED, null);
        }
        StoredDefect source = inspection.content().answer().defects().stream()
                .filter(defect -> defect.n() == sent.source)
                .findFirst()
                .orElseThrow(() -> invalid("source is " + sent.source + ", and the inspection has no such box"));
        return new ReviewedBox(type, box, origin(source, type, box), sent.source);
    }

    private static ReviewedBox.Origin origin(StoredDefect source, DefectType type, BoundingBox box) {
        if (!source.type().equals(type)) {
            return ReviewedBox.Origin.RETYPED;
        }
        return source.box().equals(box) ? ReviewedBox.Origin.KEPT : ReviewedBox.Origin.MOVED;
    }

    private static DefectType type(String name, StoredInspection inspection) {
        return inspection.deployment().model().types().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        invalid("type is " + MessageText.quote(name) + ", which is not one of the model's types"));
    }

    private static BoundingBox box(List<@Nullable Double> edges, ImageSize image) {
        try {
            double[] numbers = edges.stream()
                    .mapToDouble(edge -> edge == null ? Double.NaN : edge)
                    .toArray();
            if (numbers.length == EDGES) {
                BoundingBox box = new BoundingBox(numbers[0], numbers[1], numbers[2], numbers[3]);
                if (box.isInside(image.width(), image.height())) {
                    return box;
                }
            }
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        throw invalid("a box has four edges x1, y1, x2, y2 inside the image of " + image);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(422, "invalid_review", detail);
    }
}

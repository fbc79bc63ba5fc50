package io.millsight.service.recipes;

import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.history.Disposition;
import io.millsight.history.RecipeRules;
import io.millsight.history.ReviewedAnswer;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredDefect;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The scores of all boxes that a model stated about reviewed images, each known as a hit or as a false alarm.
 *
 * <p>A stated box is a hit if the reviewed box of the same type came from it, or, for a box that the person drew, if the two overlap with an
 * intersection over union of at least 0.5, the best score first. Each reviewed box makes one hit at most. Which box is a hit does not depend on any
 * threshold, so thresholds are tried by counting.
 *
 * <p>Safe for use by several threads: nothing changes after the making.
 */
public final class ReviewedScores {

    private static final double SAME_PLACE = 0.5;

    /** A box that a model stated. */
    private record ScoredBox(DefectType type, double score, boolean isHit) {}

    /** An image: what was stated, and the types of what is there. */
    private record Image(ReviewedAnswer answer, List<ScoredBox> said, List<DefectType> there) {}

    private final List<Image> images;

    private ReviewedScores(List<Image> images) {
        this.images = images;
    }

    /** Finds the hits among answers. */
    public static ReviewedScores of(List<ReviewedAnswer> answers) {
        return new ReviewedScores(answers.stream().map(ReviewedScores::image).toList());
    }

    private static Image image(ReviewedAnswer answer) {
        List<ReviewedBox> left = new ArrayList<>(answer.boxes());
        Set<Integer> hits = new HashSet<>();
        List<StoredDefect> ranked = answer.said().stream()
                .sorted(Comparator.comparingDouble(StoredDefect::score).reversed())
                .toList();
        ranked.forEach(box -> take(left, there -> isFrom(there, box), box, hits));
        ranked.stream()
                .filter(box -> !hits.contains(box.n()))
                .forEach(box -> take(left, there -> isAt(there, box), box, hits));
        return new Image(
                answer,
                ranked.stream()
                        .map(box -> new ScoredBox(box.type(), box.score(), hits.contains(box.n())))
                        .toList(),
                answer.boxes().stream().map(ReviewedBox::type).toList());
    }

    /** Makes a box a hit, if one of the reviewed boxes that are left is the same defect. */
    private static void take(
            List<ReviewedBox> left, Predicate<ReviewedBox> isSame, StoredDefect box, Set<Integer> hits) {
        left.stream().filter(isSame).findFirst().ifPresent(there -> {
            left.remove(there);
            hits.add(box.n());
        });
    }

    private static boolean isFrom(ReviewedBox there, StoredDefect box) {
        return there.source() != null
                && there.source() == box.n()
                && there.type().equals(box.type());
    }

    private static boolean isAt(ReviewedBox there, StoredDefect box) {
        return there.type().equals(box.type()) && there.box().iou(box.box()) >= SAME_PLACE;
    }

    /**
     * Returns what a recipe would have done, without any review.
     *
     * @param product images of a product only; null for all images
     * @param ofModel the threshold of the model
     */
    public ThresholdPreview preview(@Nullable String product, RecipeRules rules, double ofModel) {
        Counts counts = new Counts(rules, ofModel);
        images.stream()
                .filter(image -> product == null || product.equals(image.answer.product()))
                .forEach(counts::add);
        return counts.result();
    }

    /** Goes through images and counts. */
    private static final class Counts {

        private final RecipeRules rules;
        private final double ofModel;
        private final Map<DefectType, TypeCounts> types = new HashMap<>();
        private final Map<String, Disposition> coils = new HashMap<>();
        private int all;
        private int undetermined;
        private int held;
        private int passedWithDefects;
        private int heldWithoutDefects;

        Counts(RecipeRules rules, double ofModel) {
            this.rules = rules;
            this.ofModel = ofModel;
        }

        void add(Image image) {
            String coil = image.answer.coil() == null ? null : image.answer.line() + "/" + image.answer.coil();
            List<DefectType> counting = new ArrayList<>();
            image.there.forEach(type -> of(type).addThere());
            for (ScoredBox box : image.said) {
                boolean isCounting = box.score >= rules.threshold(box.type, ofModel);
                of(box.type).add(box.score, box.isHit, isCounting);
                if (isCounting) {
                    counting.add(box.type);
                    of(box.type).addCoil(coil, rules.disposition(List.of(box.type)));
                }
            }
            Disposition decided = image.answer.isUndetermined() ? Disposition.HOLD : rules.disposition(counting);
            boolean shouldPass = rules.disposition(image.there) == Disposition.PASS;
            all++;
            undetermined += image.answer.isUndetermined() ? 1 : 0;
            held += decided == Disposition.PASS ? 0 : 1;
            passedWithDefects += decided == Disposition.PASS && !shouldPass ? 1 : 0;
            heldWithoutDefects += decided != Disposition.PASS && shouldPass ? 1 : 0;
            if (coil != null) {
                coils.merge(coil, decided, (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }

        private TypeCounts of(DefectType type) {
            return types.computeIfAbsent(type, TypeCounts::new);
        }

        ThresholdPreview result() {
            return new ThresholdPreview(
                    new ThresholdPreview.Images(all, undetermined, held, passedWithDefects, heldWithoutDefects),
                    new ThresholdPreview.Coils(
                            coils.size(),
                            coils.values().stream()
                                    .filter(each -> each != Disposition.PASS)
                                    .count(),
                            coils.values().stream()
                                    .filter(each -> each == Disposition.REJECT)
                                    .count()),
                    types.values().stream()
                            .map(TypeCounts::result)
                            .sorted(Comparator.comparing(ThresholdPreview.TypeFigures::type))
                            .toList());
        }
    }

    /** Counts what concerns one type. */
    private static final class TypeCounts {

        private final DefectType type;
        private final int[] hits = new int[ThresholdPreview.BINS];
        private final int[] falseAlarms = new int[ThresholdPreview.BINS];
        private final Set<String> coils = new HashSet<>();
        private int there;
        private int found;
        private int overkill;

        TypeCounts(DefectType type) {
            this.type = type;
        }

        void addThere() {
            there++;
        }

        void add(double score, boolean isHit, boolean isCounting) {
            int bin = Math.min(ThresholdPreview.BINS - 1, (int) (score * ThresholdPreview.BINS));
            (isHit ? hits : falseAlarms)[bin]++;
            found += isHit && isCounting ? 1 : 0;
            overkill += !isHit && isCounting ? 1 : 0;
        }

        void addCoil(@Nullable String coil, Disposition disposition) {
            if (coil != null && disposition != Disposition.PASS) {
                coils.add(coil);
            }
        }

        ThresholdPreview.TypeFigures result() {
            return new ThresholdPreview.TypeFigures(
                    type,
                    new MatchCounts(found, overkill, there - found),
                    coils.size(),
                    Arrays.stream(hits).boxed().toList(),
                    Arrays.stream(falseAlarms).boxed().toList());
        }
    }
}

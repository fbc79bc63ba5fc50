package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the results of an image's views together to one inspection.
 *
 * <ol>
 *   <li>If the numbers of one view are not finite, the image is undetermined, because the other views were computed with the same weights.
 *   <li>The boxes of all readable views are {@linkplain WeightedBoxesFusion fused}. If two types claim the same place, the type with the higher score
 *       stays.
 *   <li>A fused box is a defect if its share of votes exceeds the threshold. The threshold is below one half, because models miss more defects than
 *       they invent.
 *   <li>If no box exceeds the threshold, the surface is clean if most views are clean. Else the box with the highest score is the only defect.
 *   <li>If there is no box and too few views are clean, the image is undetermined.
 * </ol>
 *
 * @param threshold a defect needs more than this share of the votes of the views that could see it
 * @param mostDefects the most defects of an image; the defects with the lowest scores are left out
 * @param task writes the report
 */
record ViewVoting(double threshold, int mostDefects, ReportTask task) {

    /** Two types with at least this overlap (intersection over union) claim the same place. */
    private static final double SAME_PLACE = 0.5;

    /**
     * Returns the inspection of one image.
     *
     * @param results of the views, at least one
     * @param frame of the report's numbers
     * @param duration of the inspection
     */
    Inspection vote(List<ViewResult> results, CoordinateFrame frame, Duration duration) {
        Optional<ViewResult> broken =
                results.stream().filter(result -> !result.finite()).findFirst();
        if (broken.isPresent()) {
            return broken.get().inspection(duration);
        }
        List<ViewResult> readable = results.stream()
                .filter(result -> result.verdict() != Verdict.UNDETERMINED)
                .toList();
        List<WeightedBoxesFusion.Fused> proposed = oneTypePerPlace(WeightedBoxesFusion.fuse(readable));
        List<WeightedBoxesFusion.Fused> accepted =
                proposed.stream().filter(box -> box.share() > threshold).toList();
        if (accepted.isEmpty() && !mostlyClean(results)) {
            if (proposed.isEmpty()) {
                return undetermined(results).inspection(duration);
            }
            accepted = proposed.subList(0, 1);
        }
        List<Caveat> caveats = List.of();
        if (accepted.size() > mostDefects) {
            caveats = List.of(Caveat.tooManyDefects(accepted.size() - mostDefects, mostDefects));
            accepted = accepted.subList(0, mostDefects); // sorted by falling score
        }
        List<InspectedDefect> defects = task.boxOrder().sort(rounded(accepted, frame), InspectedDefect::box);
        List<WeightedBoxesFusion.Fused> rejected = new ArrayList<>(proposed);
        rejected.removeAll(accepted);
        List<ReportProblem> problems =
                readable.stream().flatMap(result -> result.problems().stream()).toList();
        return new Inspection(
                defects.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS,
                defects,
                rounded(rejected, frame),
                task.write(defects.stream().map(InspectedDefect::defect).toList(), frame),
                false,
                problems,
                caveats,
                results.get(0).view().image(),
                duration);
    }

    private static List<InspectedDefect> rounded(List<WeightedBoxesFusion.Fused> fused, CoordinateFrame frame) {
        return fused.stream()
                .map(WeightedBoxesFusion.Fused::defect)
                .map(defect -> new InspectedDefect(defect.type(), frame.rounded(defect.box()), defect.score()))
                .toList();
    }

    private static boolean mostlyClean(List<ViewResult> results) {
        long clean = results.stream()
                .filter(result -> result.verdict() == Verdict.CLEAN)
                .count();
        return 2 * clean > results.size();
    }

    private static ViewResult undetermined(List<ViewResult> results) {
        return results.stream()
                .filter(result -> result.verdict() == Verdict.UNDETERMINED)
                .findFirst()
                .orElseThrow();
    }

    /** Drops a box where a box of another type with a higher score claims the same place. */
    private static List<WeightedBoxesFusion.Fused> oneTypePerPlace(List<WeightedBoxesFusion.Fused> proposed) {
        List<WeightedBoxesFusion.Fused> kept = new ArrayList<>();
        for (WeightedBoxesFusion.Fused next : proposed) {
            boolean claimed = kept.stream()
                    .filter(higher ->
                            !higher.defect().type().equals(next.defect().type()))
                    .anyMatch(higher -> higher.defect().box().iou(next.defect().box()) >= SAME_PLACE);
            if (!claimed) {
                kept.add(next);
            }
        }
        return kept;
    }
}

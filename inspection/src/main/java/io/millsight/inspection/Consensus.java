package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What several looks at one picture agree on, as a report in the words of the task.
 *
 * <p>Of all that the looks state, {@linkplain BoxFusion fused}, what {@linkplain Looks#agreement enough} of the looks state that are asked about it stands: models miss more than they invent.
 * A place has one type, the surest. If too few looks agree on anything, the surface is clean where most looks say so; else the surest of their statements
 * stands. If no look states a defect and too few call the surface clean, what could not be read stands, for a person to look. Where the numbers of a look
 * are not finite, the whole picture is undetermined: the others come from the same weights.
 */
final class Consensus {

    /** From which overlap on two types are said of one place. */
    private static final double SAME_PLACE = 0.5;

    private Consensus() {}

    /**
     * Which of the fused defects stand.
     *
     * @param agreement more than this share of the looks that are asked about a defect have to state it
     * @param mostDefects so many of them, those of the highest scores, are in the report
     */
    record Rule(double agreement, int mostDefects) {}

    /**
     * The consensus of a picture's looks.
     *
     * @param looks at least one
     * @param rule which of the defects stand
     * @param frame of the report's numbers
     */
    static Inspection of(List<Look> looks, Rule rule, ReportTask task, CoordinateFrame frame) {
        Optional<Inspection> broken = looks.stream()
                .map(Look::seen)
                .filter(seen -> seen.has(Caveat.Kind.NOT_FINITE))
                .findFirst();
        if (broken.isPresent()) {
            return broken.get();
        }
        List<Look> read = looks.stream()
                .filter(look -> look.seen().verdict() != Verdict.UNDETERMINED)
                .toList();
        List<BoxFusion.Fused> stated = oneTypeEach(BoxFusion.fuse(read));
        List<BoxFusion.Fused> agreed = stated.stream()
                .filter(defect -> defect.share() > rule.agreement())
                .toList();
        if (agreed.isEmpty() && !mostlyClean(looks)) {
            if (stated.isEmpty()) {
                return undetermined(looks);
            }
            agreed = stated.subList(0, 1);
        }
        List<Caveat> caveats = List.of();
        if (agreed.size() > rule.mostDefects()) {
            caveats = List.of(Caveat.tooManyDefects(agreed.size() - rule.mostDefects(), rule.mostDefects()));
            agreed = agreed.subList(0, rule.mostDefects()); // they come by falling confidence
        }
        List<InspectedDefect> ordered = task.boxOrder().sort(inWholeNumbers(agreed, frame), InspectedDefect::box);
        List<BoxFusion.Fused> unsure = new ArrayList<>(stated);
        unsure.removeAll(agreed);
        String answer = task.write(ordered.stream().map(InspectedDefect::defect).toList(), frame);
        List<ReportProblem> notes =
                read.stream().flatMap(look -> look.seen().notes().stream()).toList();
        Inspection first = looks.get(0).seen();
        return new Inspection(
                ordered.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS,
                ordered,
                inWholeNumbers(unsure, frame),
                answer,
                false,
                notes,
                caveats,
                first.size(),
                first.duration());
    }

    private static List<InspectedDefect> inWholeNumbers(List<BoxFusion.Fused> fused, CoordinateFrame frame) {
        return fused.stream()
                .map(BoxFusion.Fused::defect)
                .map(defect -> new InspectedDefect(defect.type(), frame.rounded(defect.box()), defect.confidence()))
                .toList();
    }

    private static boolean mostlyClean(List<Look> looks) {
        long clean = looks.stream()
                .filter(look -> look.seen().verdict() == Verdict.CLEAN)
                .count();
        return 2 * clean > looks.size();
    }

    private static Inspection undetermined(List<Look> looks) {
        return looks.stream()
                .map(Look::seen)
                .filter(seen -> seen.verdict() == Verdict.UNDETERMINED)
                .findFirst()
                .orElseThrow();
    }

    /** Without what is said of a place that bears another type more surely. */
    private static List<BoxFusion.Fused> oneTypeEach(List<BoxFusion.Fused> stated) {
        List<BoxFusion.Fused> kept = new ArrayList<>();
        for (BoxFusion.Fused next : stated) {
            boolean taken = kept.stream()
                    .filter(surer -> !surer.defect().type().equals(next.defect().type()))
                    .anyMatch(surer -> surer.defect().box().iou(next.defect().box()) >= SAME_PLACE);
            if (!taken) {
                kept.add(next);
            }
        }
        return kept;
    }
}

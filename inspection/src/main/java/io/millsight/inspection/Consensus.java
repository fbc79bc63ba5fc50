package io.millsight.inspection;

import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.Note;
import io.millsight.tuning.ReportTask;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What several looks at one image agree on, as a report in the words of the task.
 *
 * <p>The surface is clean if most looks say so. Otherwise it has defects if any look states some: of the types that most of these looks name, and as many
 * as they state on average, rounded up, because models miss more than they invent. The {@link BoxFusion fusion} of all statements says which. If no look
 * states a defect and too few call the surface clean, what could not be read stands, for a person to look.
 */
final class Consensus {

    private Consensus() {}

    /**
     * The consensus of an image's looks.
     *
     * @param looks at least one, with boxes in pixels of the same image
     * @param frame of the answer's numbers
     */
    static Inspection of(List<Inspection> looks, ReportTask task, CoordinateFrame frame) {
        List<Inspection> stating = with(Verdict.DEFECTS, looks);
        boolean clean = 2 * with(Verdict.CLEAN, looks).size() > looks.size();
        if (!clean && stating.isEmpty()) {
            return with(Verdict.UNDETERMINED, looks).get(0);
        }
        List<Inspection> read = looks.stream()
                .filter(look -> look.verdict() != Verdict.UNDETERMINED)
                .toList();
        List<InspectedDefect> defects = clean ? List.of() : defects(read, stating, task, frame);
        String answer = task.write(defects.stream().map(InspectedDefect::defect).toList(), frame);
        List<Note> notes = read.stream().flatMap(look -> look.notes().stream()).toList();
        return new Inspection(
                clean ? Verdict.CLEAN : Verdict.DEFECTS,
                defects,
                answer,
                false,
                notes,
                looks.get(0).size(),
                looks.get(0).duration());
    }

    private static List<Inspection> with(Verdict verdict, List<Inspection> looks) {
        return looks.stream().filter(look -> look.verdict() == verdict).toList();
    }

    /** Those that more than half of the looks state, or at least as many as state any. */
    private static Set<DefectType> types(List<Inspection> stating) {
        Map<DefectType, Long> voices = stating.stream()
                .flatMap(look ->
                        look.defects().stream().map(InspectedDefect::type).distinct())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long most = Collections.max(voices.values());
        return voices.entrySet().stream()
                .filter(type -> type.getValue() == most || 2 * type.getValue() > stating.size())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static List<InspectedDefect> defects(
            List<Inspection> read, List<Inspection> stating, ReportTask task, CoordinateFrame frame) {
        double stated = stating.stream().mapToInt(look -> look.defects().size()).sum();
        long number = (long) Math.ceil(stated / stating.size());
        Set<DefectType> types = types(stating);
        List<InspectedDefect> surest = BoxFusion.fuse(
                        read.stream().map(Inspection::defects).toList())
                .stream()
                .filter(defect -> types.contains(defect.type()))
                .limit(number)
                .map(defect -> new InspectedDefect(defect.type(), frame.stated(defect.box()), defect.confidence()))
                .toList();
        return task.boxOrder().sort(surest, InspectedDefect::box);
    }
}

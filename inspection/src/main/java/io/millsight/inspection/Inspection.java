package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found on one image.
 *
 * @param verdict never {@link Verdict#CLEAN} unless the model said exactly that
 * @param defects in the order of the answer; where the answer was cut off, those that it had stated
 * @param unsure what too few of several looks state for the answer, and what exceeds the most defects that it may state, with the confidence that
 *     says so, surest first; of one look nothing
 * @param answer the model's own words; of several looks, the report about what they agree on
 * @param truncated whether the answer was cut off at the limit of tokens
 * @param notes what was wrong with the answer
 * @param caveats why the inspection does not say all, beside that
 * @param size of the original image
 * @param duration of encoding and answering; images of one batch share their time evenly
 */
public record Inspection(
        Verdict verdict,
        List<InspectedDefect> defects,
        List<InspectedDefect> unsure,
        String answer,
        boolean truncated,
        List<ReportProblem> notes,
        List<Caveat> caveats,
        ImageSize size,
        Duration duration) {

    public Inspection {
        defects = List.copyOf(defects);
        unsure = List.copyOf(unsure);
        notes = List.copyOf(notes);
        caveats = List.copyOf(caveats);
    }

    /** The same with further caveats behind its own. */
    public Inspection withCaveats(List<Caveat> further) {
        List<Caveat> all = Stream.concat(caveats.stream(), further.stream()).toList();
        return new Inspection(verdict, defects, unsure, answer, truncated, notes, all, size, duration);
    }

    /** Whether something of this kind keeps it from saying all. */
    public boolean has(Caveat.Kind kind) {
        return caveats.stream().anyMatch(caveat -> caveat.kind() == kind);
    }
}

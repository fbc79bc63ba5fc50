package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found on one image.
 *
 * @param verdict {@link Verdict#CLEAN} only if the model said so
 * @param defects in the order of the answer; of an answer that was cut off, the defects before the cut
 * @param rejected candidates that the vote of the views rejected or that exceed the largest number of defects, by falling score; empty without
 * test-time
 *     augmentation
 * @param answer the text of the model; with test-time augmentation, the report about the accepted defects
 * @param truncated whether the answer was cut off at the limit of tokens
 * @param notes what was wrong with the text
 * @param caveats other reasons why the inspection may be incomplete
 * @param size of the original image
 * @param duration of preparing and answering; images of one batch share the time evenly
 */
public record Inspection(
        Verdict verdict,
        List<InspectedDefect> defects,
        List<InspectedDefect> rejected,
        String answer,
        boolean truncated,
        List<ReportProblem> notes,
        List<Caveat> caveats,
        ImageSize size,
        Duration duration) {

    public Inspection {
        defects = List.copyOf(defects);
        rejected = List.copyOf(rejected);
        notes = List.copyOf(notes);
        caveats = List.copyOf(caveats);
    }

    /** Returns this inspection with further caveats after its own. */
    public Inspection withCaveats(List<Caveat> further) {
        List<Caveat> all = Stream.concat(caveats.stream(), further.stream()).toList();
        return new Inspection(verdict, defects, rejected, answer, truncated, notes, all, size, duration);
    }

    /** Whether the inspection has a caveat of this kind. */
    public boolean has(Caveat.Kind kind) {
        return caveats.stream().anyMatch(caveat -> caveat.kind() == kind);
    }
}

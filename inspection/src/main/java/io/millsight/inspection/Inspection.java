package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportProblem;
import io.millsight.steel.report.ReportWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What was found on one image.
 *
 * @param verdict {@link Verdict#CLEAN} only if the model said so
 * @param defects in the order of the answer; of an answer that was cut off, the defects before the cut; a detector's by falling score
 * @param rejected candidates that are not reported, by falling score: the vote of the views rejected them, they exceed the largest number of
 *     defects, or their score is below the threshold
 * @param answer the text of the model; with test-time augmentation, the report about the accepted defects. A later score threshold does not change
 *     it. Of a detector, the report about the defects
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

    /** Returns the defects and, after them, the rejected candidates. */
    public List<InspectedDefect> all() {
        return Stream.concat(defects.stream(), rejected.stream()).toList();
    }

    /** Returns this inspection with further caveats after its own. */
    public Inspection withCaveats(List<Caveat> further) {
        List<Caveat> all = Stream.concat(caveats.stream(), further.stream()).toList();
        return new Inspection(verdict, defects, rejected, answer, truncated, notes, all, size, duration);
    }

    /**
     * Returns this inspection without the defects below a score; they become rejected candidates. If none is left, the surface is clean only if the
     * answer was read completely. Otherwise an unread part may hold a defect, and the verdict is {@link Verdict#UNDETERMINED}.
     */
    public Inspection withMinScore(double minScore) {
        return withMinScores(type -> minScore);
    }

    /**
     * Does the same with a score for each type.
     *
     * @param minScores returns the lowest score of a type that counts
     */
    public Inspection withMinScores(ToDoubleFunction<DefectType> minScores) {
        Predicate<InspectedDefect> counts = defect -> defect.score() >= minScores.applyAsDouble(defect.type());
        List<InspectedDefect> reported = defects.stream().filter(counts).toList();
        if (reported.size() == defects.size()) {
            return this;
        }
        List<InspectedDefect> below = Stream.concat(
                        rejected.stream(), defects.stream().filter(counts.negate()))
                .sorted(Comparator.comparingDouble(InspectedDefect::score).reversed())
                .toList();
        Verdict remaining = verdict;
        if (reported.isEmpty() && verdict == Verdict.DEFECTS) {
            remaining =
                    notes.stream().anyMatch(note -> note.kind().mayHideDefect()) ? Verdict.UNDETERMINED : Verdict.CLEAN;
        }
        return new Inspection(remaining, reported, below, answer, truncated, notes, caveats, size, duration);
    }

    /**
     * Writes the report about the defects in any dialect, in pixels of the original image. An undetermined inspection has no report but the answer
     * itself.
     */
    public String report(ReportDialect dialect) {
        if (verdict == Verdict.UNDETERMINED) {
            return answer;
        }
        return new ReportWriter(dialect, BoxOrder.ANNOTATED)
                .write(
                        defects.stream().map(InspectedDefect::defect).toList(),
                        CoordinateFrame.original(size.width(), size.height()));
    }

    /** Whether the inspection has a caveat of this kind. */
    public boolean has(Caveat.Kind kind) {
        return caveats.stream().anyMatch(caveat -> caveat.kind() == kind);
    }
}

package io.millsight.steel.report;

import io.millsight.steel.Defect;
import java.util.List;

/**
 * What could be read from a report.
 *
 * @param status never {@link Status#CLEAN} unless the text says exactly that
 * @param defects in the order of the text, in pixels of the original image; empty unless the status is {@link Status#DEFECTS}
 * @param spans where in the text each of the defects is stated
 * @param problems what was wrong with the text; a well-formed report has none
 */
public record ParsedReport(Status status, List<Defect> defects, List<TextSpan> spans, List<ReportProblem> problems) {

    /** What a report comes to. */
    public enum Status {
        /** At least one defect was read. */
        DEFECTS,
        /** The text says that there are none, and nothing else. */
        CLEAN,
        /** Neither: a human has to look. */
        UNPARSABLE
    }

    public ParsedReport {
        defects = List.copyOf(defects);
        spans = List.copyOf(spans);
        problems = List.copyOf(problems);
        if (spans.size() != defects.size()) {
            throw new IllegalArgumentException(spans.size() + " spans for " + defects.size() + " defects");
        }
        if ((status == Status.DEFECTS) == defects.isEmpty()) {
            throw new IllegalArgumentException(status + " with " + defects.size() + " defects");
        }
    }

    /** How often something was wrong. */
    public long count(ReportProblem.Kind kind) {
        return problems.stream().filter(problem -> problem.kind() == kind).count();
    }
}

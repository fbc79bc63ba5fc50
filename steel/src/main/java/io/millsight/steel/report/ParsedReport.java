package io.millsight.steel.report;

import io.millsight.steel.Defect;
import java.util.List;

/**
 * Result of parsing a report.
 *
 * @param status {@link Status#CLEAN} only if the text says exactly that there are no defects
 * @param defects defects in the order of the text, in pixels of the original image; empty unless the status is {@link
 *     Status#DEFECTS}
 * @param spans position of each defect in the text
 * @param problems what is wrong with the text; empty for a well-formed report
 */
public record ParsedReport(Status status, List<Defect> defects, List<TextSpan> spans, List<ReportProblem> problems) {

    /** Verdict of a report. */
    public enum Status {
        /** At least one defect was read. */
        DEFECTS,
        /** The text says that there are no defects, and nothing else. */
        CLEAN,
        /** Neither of them: a human has to look. */
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

    /** Returns the number of problems of one kind. */
    public long count(ReportProblem.Kind kind) {
        return problems.stream().filter(problem -> problem.kind() == kind).count();
    }
}

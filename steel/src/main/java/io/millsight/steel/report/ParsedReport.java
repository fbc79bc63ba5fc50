package io.millsight.steel.report;

import io.millsight.steel.Defect;
import java.util.List;

/**
 * What could be read from a report.
 *
 * @param status never {@link Status#CLEAN} unless the text says exactly that
 * @param defects in the order of the text, in pixels of the original image; empty unless the status is {@link Status#DEFECTS}
 * @param notes what was wrong with the text; a well-formed report has none
 */
public record ParsedReport(Status status, List<Defect> defects, List<Note> notes) {

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
        notes = List.copyOf(notes);
        if ((status == Status.DEFECTS) == defects.isEmpty()) {
            throw new IllegalArgumentException(status + " with " + defects.size() + " defects");
        }
    }

    /** How often something was wrong. */
    public long count(Note.Kind kind) {
        return notes.stream().filter(note -> note.kind() == kind).count();
    }
}

package io.millsight.steel.report;

import io.millsight.steel.report.ReportTemplate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * State of a report that is being written under the grammar, for constrained decoding. Start with {@link #start} and
 * follow any of the {@link #continuations} until the report is complete. {@link ReportParser} then reads the report
 * without problems: its types exist, its boxes lie inside the frame and are not empty, and no statement is repeated.
 *
 * <p>A continuation is either a number with the blank before it, or the whole text before, between or after numbers. A
 * tokenizer that joins numbers only with this blank therefore splits the parts as it splits the whole report.
 *
 * <p>Immutable.
 */
public final class ReportGuide {

    private final ReportRules rules;
    private final List<PartialStatement> completed;
    private final PartialStatement statement;
    private final int part; // index of the next part of the statement
    private final Place place;

    /** Kind of the next continuation. */
    private enum Place {
        BEGINNING,
        NUMBER,
        TEXT,
        NOTHING
    }

    private ReportGuide(
            ReportRules rules, List<PartialStatement> completed, PartialStatement statement, int part, Place place) {
        this.rules = rules;
        this.completed = completed;
        this.statement = statement;
        this.part = part;
        this.place = place;
    }

    /**
     * Valid continuation of a report.
     *
     * @param text next text, at least one character
     * @param next state after this text
     */
    public record Continuation(String text, ReportGuide next) {}

    /** Returns the state of an empty report. */
    public static ReportGuide start(ReportRules rules) {
        return new ReportGuide(rules, List.of(), PartialStatement.EMPTY, 0, Place.BEGINNING);
    }

    /** Returns whether the report is complete. A complete report has no continuations. */
    public boolean isComplete() {
        return place == Place.NOTHING;
    }

    /** Returns whether the report states at least one defect. */
    public boolean hasDefects() {
        return !completed.isEmpty();
    }

    /** Returns all valid continuations. One text may be a prefix of another. */
    public List<Continuation> continuations() {
        List<Continuation> continuations = new ArrayList<>();
        switch (place) {
            case BEGINNING -> {
                continuations.add(new Continuation(rules.form().clean(), end(completed)));
                beginStatement(rules.form().start(), completed, continuations);
            }
            case NUMBER -> addNumbers((Part.BoxNumber) rules.form().statement().get(part), continuations);
            case TEXT -> followParts("", completed, statement, part, continuations);
            case NOTHING -> {}
        }
        return continuations;
    }

    private void addNumbers(Part.BoxNumber number, List<Continuation> continuations) {
        values(number.edge())
                .forEach(value -> continuations.add(new Continuation(
                        number.write(value),
                        new ReportGuide(
                                rules, completed, statement.with(number.edge(), value), part + 1, Place.TEXT))));
    }

    private void beginStatement(String text, List<PartialStatement> before, List<Continuation> continuations) {
        if (before.size() < rules.maximumStatements() && PartialStatement.EMPTY.hasRoom(rules, before)) {
            followParts(text, before, PartialStatement.EMPTY, 0, continuations);
        }
    }

    /** Collects text up to the next number or the end of the report. */
    private void followParts(
            String text,
            List<PartialStatement> before,
            PartialStatement draft,
            int next,
            List<Continuation> continuations) {
        if (next == rules.form().statement().size()) {
            List<PartialStatement> now = new ArrayList<>(before);
            now.add(draft);
            continuations.add(new Continuation(text + rules.form().end(), end(now)));
            beginStatement(text + rules.form().separator(), now, continuations);
            return;
        }
        Part following = rules.form().statement().get(next);
        if (following instanceof Part.Fixed fixed) {
            followParts(text + fixed.text(), before, draft, next + 1, continuations);
        } else if (following instanceof Part.BoxNumber) {
            continuations.add(new Continuation(text, new ReportGuide(rules, before, draft, next, Place.NUMBER)));
        } else {
            for (int type = 0; type < rules.types().size(); type++) {
                PartialStatement typed = draft.withType(type);
                if (typed.hasRoom(rules, before)) {
                    followParts(text + rules.words(type), before, typed, next + 1, continuations);
                }
            }
        }
    }

    /** Returns the valid numbers of an edge: inside the frame, and not leading to repeated statements only. */
    private IntStream values(BoxEdge edge) {
        Set<Integer> used = completed.stream().map(whole -> whole.number(edge)).collect(Collectors.toSet());
        return IntStream.rangeClosed(statement.least(edge), PartialStatement.largest(edge, rules.frame()))
                .filter(value ->
                        !used.contains(value) || statement.with(edge, value).hasRoom(rules, completed));
    }

    private ReportGuide end(List<PartialStatement> now) {
        return new ReportGuide(rules, now, PartialStatement.EMPTY, 0, Place.NOTHING);
    }
}

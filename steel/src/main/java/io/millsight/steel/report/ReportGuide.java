package io.millsight.steel.report;

import io.millsight.steel.report.ReportTemplate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A report up to some place, and how it may go on. Whoever begins with {@link #start} and follows any of the {@link #continuations} again and again
 * comes to a report that {@link ReportParser} reads without a note: types that exist, boxes inside the frame and not empty, none stated twice.
 *
 * <p>A continuation is a whole number with the blank before it, or all that stands between two numbers, before the first or behind the last. So a
 * tokenizer that joins numbers with nothing but this blank finds the report's parts cut where it would cut the whole. Immutable.
 */
public final class ReportGuide {

    private final ReportRules rules;
    private final List<PartialStatement> completed;
    private final PartialStatement statement;
    private final int part; // the next one of the statement
    private final Place place;

    /** What comes next. */
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
     * A way to go on.
     *
     * @param text what comes next, at least one character
     * @param next how it may go on from there
     */
    public record Continuation(String text, ReportGuide next) {}

    /** A report of which nothing is written. */
    public static ReportGuide start(ReportRules rules) {
        return new ReportGuide(rules, List.of(), PartialStatement.EMPTY, 0, Place.BEGINNING);
    }

    /** Whether the report is whole; then it has no continuations. */
    public boolean isComplete() {
        return place == Place.NOTHING;
    }

    /** Whether a defect has been stated. */
    public boolean hasDefects() {
        return !completed.isEmpty();
    }

    /** All ways to go on; one text may be the beginning of another. */
    public List<Continuation> continuations() {
        List<Continuation> ways = new ArrayList<>();
        switch (place) {
            case BEGINNING -> {
                ways.add(new Continuation(rules.form().clean(), end(completed)));
                beginStatement(rules.form().start(), completed, ways);
            }
            case NUMBER -> addNumbers((Part.BoxNumber) rules.form().statement().get(part), ways);
            case TEXT -> followParts("", completed, statement, part, ways);
            case NOTHING -> {}
        }
        return ways;
    }

    private void addNumbers(Part.BoxNumber number, List<Continuation> ways) {
        values(number.edge())
                .forEach(value -> ways.add(new Continuation(
                        number.write(value),
                        new ReportGuide(
                                rules, completed, statement.with(number.edge(), value), part + 1, Place.TEXT))));
    }

    private void beginStatement(String text, List<PartialStatement> before, List<Continuation> ways) {
        if (before.size() < rules.maximumStatements() && PartialStatement.EMPTY.hasRoom(rules, before)) {
            followParts(text, before, PartialStatement.EMPTY, 0, ways);
        }
    }

    /** Collects text up to the next number, or to the end of the report. */
    private void followParts(
            String text, List<PartialStatement> before, PartialStatement draft, int next, List<Continuation> ways) {
        if (next == rules.form().statement().size()) {
            List<PartialStatement> now = new ArrayList<>(before);
            now.add(draft);
            ways.add(new Continuation(text + rules.form().end(), end(now)));
            beginStatement(text + rules.form().separator(), now, ways);
            return;
        }
        Part following = rules.form().statement().get(next);
        if (following instanceof Part.Fixed fixed) {
            followParts(text + fixed.text(), before, draft, next + 1, ways);
        } else if (following instanceof Part.BoxNumber) {
            ways.add(new Continuation(text, new ReportGuide(rules, before, draft, next, Place.NUMBER)));
        } else {
            for (int type = 0; type < rules.types().size(); type++) {
                PartialStatement typed = draft.withType(type);
                if (typed.hasRoom(rules, before)) {
                    followParts(text + rules.words(type), before, typed, next + 1, ways);
                }
            }
        }
    }

    /** Those that an edge may have: within the frame, and not only to say what has been said. */
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

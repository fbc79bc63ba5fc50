package io.millsight.steel.report;

import io.millsight.steel.report.ReportForm.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report up to some place, and how it may go on. Whoever begins with {@link #start} and follows any of the {@link #continuations} again and again
 * comes to a report that {@link ReportParser} reads without a note: types that exist, boxes inside the frame and not empty, none stated twice.
 *
 * <p>A continuation is a single digit, or all that stands between two numbers, before the first or behind the last. So whoever takes digits one
 * by one, as tokenizers of Qwen do, finds the report's parts cut where it would cut the whole. Immutable.
 */
public final class ReportGuide {

    private final ReportRules rules;
    private final List<StatementDraft> said;
    private final StatementDraft statement;
    private final int part; // the next one of the statement; a number's own place while it is written
    private final @Nullable NumberDraft number; // null at the beginning and at the end
    private final boolean ended;

    private ReportGuide(
            ReportRules rules,
            List<StatementDraft> said,
            StatementDraft statement,
            int part,
            @Nullable NumberDraft number,
            boolean ended) {
        this.rules = rules;
        this.said = said;
        this.statement = statement;
        this.part = part;
        this.number = number;
        this.ended = ended;
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
        return new ReportGuide(rules, List.of(), StatementDraft.EMPTY, 0, null, false);
    }

    /** Whether the report is whole; then it has no continuations. */
    public boolean isEnded() {
        return ended;
    }

    /** All ways to go on; one text may be the beginning of another. */
    public List<Continuation> continuations() {
        List<Continuation> ways = new ArrayList<>();
        if (ended) {
            return ways;
        }
        if (number == null) {
            ways.add(new Continuation(rules.form().clean(), end(said)));
            beginStatement(rules.form().start(), said, ways);
            return ways;
        }
        for (int digit = 0; digit < NumberDraft.BASE; digit++) {
            if (number.mayContinueWith(digit)) {
                ways.add(new Continuation(Integer.toString(digit), at(said, statement, part, number.with(digit))));
            }
        }
        if (number.isWhole() && rules.form().statement().get(part) instanceof Part.BoxNumber place) {
            followParts("", said, statement.with(place.edge(), number.value()), part + 1, ways);
        }
        return ways;
    }

    private void beginStatement(String text, List<StatementDraft> before, List<Continuation> ways) {
        if (before.size() < rules.maximumStatements() && StatementDraft.EMPTY.hasRoom(rules, before)) {
            followParts(text, before, StatementDraft.EMPTY, 0, ways);
        }
    }

    /** Collects text up to the next number, or to the end of the report. */
    private void followParts(
            String text, List<StatementDraft> before, StatementDraft draft, int next, List<Continuation> ways) {
        if (next == rules.form().statement().size()) {
            List<StatementDraft> now = new ArrayList<>(before);
            now.add(draft);
            ways.add(new Continuation(text + rules.form().end(), end(now)));
            beginStatement(text + rules.form().separator(), now, ways);
            return;
        }
        Part following = rules.form().statement().get(next);
        if (following instanceof Part.Fixed fixed) {
            followParts(text + fixed.text(), before, draft, next + 1, ways);
        } else if (following instanceof Part.BoxNumber place) {
            ways.add(new Continuation(text, at(before, draft, next, NumberDraft.of(values(draft, place, before)))));
        } else {
            for (int type = 0; type < rules.types().size(); type++) {
                StatementDraft typed = draft.withType(type);
                if (typed.hasRoom(rules, before)) {
                    followParts(text + rules.words(type), before, typed, next + 1, ways);
                }
            }
        }
    }

    private BitSet values(StatementDraft draft, Part.BoxNumber place, List<StatementDraft> before) {
        BitSet values = new BitSet();
        int largest = StatementDraft.largest(place.edge(), rules.frame());
        values.set(draft.least(place.edge()), largest + 1);
        before.stream()
                .mapToInt(whole -> whole.number(place.edge()))
                .filter(value -> !draft.with(place.edge(), value).hasRoom(rules, before))
                .forEach(values::clear);
        return values;
    }

    private ReportGuide at(List<StatementDraft> before, StatementDraft draft, int place, NumberDraft digits) {
        return new ReportGuide(rules, before, draft, place, digits, false);
    }

    private ReportGuide end(List<StatementDraft> now) {
        return new ReportGuide(rules, now, StatementDraft.EMPTY, 0, null, true);
    }
}

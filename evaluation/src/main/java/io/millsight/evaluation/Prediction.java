package io.millsight.evaluation;

import io.millsight.steel.Defect;
import java.time.Duration;
import java.util.List;

/**
 * Answer of a model to one image.
 *
 * @param status result of reading the answer
 * @param defects defects in the order of the answer; the type of the first one is the primary type
 * @param rejected candidates below the voting threshold, with their scores; the answer does not state them
 * @param text text of the answer; empty for a detector
 * @param parseErrors problems in the text
 * @param latency time that the answer took; zero if unknown
 */
public record Prediction(
        AnswerStatus status,
        List<ScoredDefect> defects,
        List<ScoredDefect> rejected,
        String text,
        ParseErrorCounts parseErrors,
        Duration latency) {

    public Prediction {
        defects = List.copyOf(defects);
        rejected = List.copyOf(rejected);
        boolean read = status == AnswerStatus.READ || status == AnswerStatus.TRUNCATED;
        if (!read && !defects.isEmpty()) {
            throw new IllegalArgumentException(
                    "an answer that was not read has no defects, but this one has " + defects.size());
        }
        if (latency.isNegative()) {
            throw new IllegalArgumentException("no answer takes " + latency);
        }
    }

    /** Returns a readable answer whose defects all have score 1. */
    public static Prediction ofDefects(List<Defect> defects, String text) {
        List<ScoredDefect> scored = defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), 1))
                .toList();
        return new Prediction(AnswerStatus.READ, scored, List.of(), text, ParseErrorCounts.NONE, Duration.ZERO);
    }

    /** Returns the prediction for an image that could not be read: all its defects count as missed. */
    public static Prediction ofUnreadableImage() {
        return new Prediction(AnswerStatus.NO_IMAGE, List.of(), List.of(), "", ParseErrorCounts.NONE, Duration.ZERO);
    }

    /**
     * Returns the same answer with score 1 for every box. Rejected candidates are dropped, because they need a ranking.
     */
    Prediction withConstantScores() {
        List<ScoredDefect> constant = defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), 1))
                .toList();
        return new Prediction(status, constant, List.of(), text, parseErrors, latency);
    }

    /**
     * Returns whether the answer was read completely. Only then a surface without reported defects is clean. An answer
     * with readable defects may hold others that were dropped.
     */
    boolean isComplete() {
        return status == AnswerStatus.READ && (defects.isEmpty() || parseErrors.dropped() == 0);
    }

    /** Returns the number of defects that the answer stated, including dropped ones. */
    int stated() {
        return defects.size() + parseErrors.dropped();
    }
}

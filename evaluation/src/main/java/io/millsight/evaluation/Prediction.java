package io.millsight.evaluation;

import io.millsight.steel.Defect;
import java.time.Duration;
import java.util.List;

/**
 * A model's answer to one image.
 *
 * @param status whether the answer could be read
 * @param defects in the order of the answer; the first one's type is the primary one
 * @param rejected what was not sure enough for the answer, with the scores that say so
 * @param text the answer itself; empty for a detector
 * @param parseErrors what was amiss in the text
 * @param latency how long the answer took; zero if unknown
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

    /** A readable answer that states defects without a doubt: each has the score 1. */
    public static Prediction ofDefects(List<Defect> defects, String text) {
        List<ScoredDefect> scored = defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), 1))
                .toList();
        return new Prediction(AnswerStatus.READ, scored, List.of(), text, ParseErrorCounts.NONE, Duration.ZERO);
    }

    /** What is known of a picture that could not be read: nothing, so that each of its defects counts as missed. */
    public static Prediction ofUnreadableImage() {
        return new Prediction(AnswerStatus.NO_IMAGE, List.of(), List.of(), "", ParseErrorCounts.NONE, Duration.ZERO);
    }

    /** Without a ranking there is no place for what is unsure. */
    Prediction withConstantScores() {
        List<ScoredDefect> constant = defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), 1))
                .toList();
        return new Prediction(status, constant, List.of(), text, parseErrors, latency);
    }

    /** How many defects the answer stated, kept or not. */
    int stated() {
        return defects.size() + parseErrors.dropped();
    }
}

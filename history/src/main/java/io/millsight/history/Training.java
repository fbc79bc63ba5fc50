package io.millsight.history;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training, or the measurement of an adapter that comes from elsewhere: what a process of its own works on.
 *
 * @param id its identifier, which is also the name of its folder
 * @param plan what was asked for
 * @param state how far it is
 * @param by the name of who asked for it
 * @param times when it was asked for, began and ended
 * @param process the process that works on it; null before the first one
 * @param outcome what came out
 */
public record Training(
        String id,
        Plan plan,
        TrainingState state,
        String by,
        Times times,
        @Nullable ChildProcess process,
        Outcome outcome) {

    /** What is done. */
    public enum Kind {
        /** An adapter is trained, and measured on the gold set. */
        TRAIN,
        /** A known adapter is measured on the gold set. */
        MEASURE
    }

    /**
     * What was asked for.
     *
     * @param kind whether an adapter is trained, or only measured
     * @param dataset the dataset version
     * @param start the identifier of the adapter to go on from, or to measure; null to begin with the base
     * @param settings of the training that are not the usual ones, by key
     */
    public record Plan(Kind kind, String dataset, @Nullable String start, Map<String, String> settings) {

        public Plan {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** Returns the plan of a training. */
        public static Plan train(String dataset, @Nullable String start, Map<String, String> settings) {
            return new Plan(Kind.TRAIN, dataset, start, settings);
        }

        /** Returns the plan of a measurement on the gold set of a dataset version. */
        public static Plan measure(String dataset, String adapter) {
            return new Plan(Kind.MEASURE, dataset, adapter, Map.of());
        }
    }

    /**
     * When things happened.
     *
     * @param created when it was asked for
     * @param started when its first process began; null before
     * @param ended when it was over; null before
     * @param heartbeat when the service last saw its process at work; null before the first one
     */
    public record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Instant heartbeat) {}

    /**
     * A process of the system. The number alone does not identify it: numbers are used again.
     *
     * @param pid its number
     * @param started when it was started, as the system says
     */
    public record ChildProcess(long pid, Instant started) {}

    /**
     * What came out.
     *
     * @param exitCode of the process that ended the training; null if it is not known
     * @param message why it failed, in one line; null if it did not
     * @param metrics what was measured on the gold set, as JSON; null before
     */
    public record Outcome(
            @Nullable Integer exitCode,
            @Nullable String message,
            @Nullable String metrics) {

        /** Nothing has come out yet. */
        public static final Outcome NONE = new Outcome(null, null, null);
    }
}

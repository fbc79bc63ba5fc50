package io.millsight.inspection;

import org.jspecify.annotations.Nullable;

/** How the tokens of an answer are chosen. */
public sealed interface Decoding {

    /** The default limit of defects in a constrained answer: more than any image of NEU-DET has. */
    int DEFAULT_MAXIMUM_DEFECTS = 32;

    /** Returns constrained decoding with the default limit of defects. */
    static Decoding locked() {
        return new Locked(DEFAULT_MAXIMUM_DEFECTS);
    }

    /** Returns free decoding with sampling. */
    static Decoding free(Sampling sampling) {
        return new Free(sampling);
    }

    /** Returns free greedy decoding. */
    static Decoding free() {
        return new Free(null);
    }

    /**
     * Free decoding: the model may write anything, so an answer may not be readable.
     *
     * @param sampling null for greedy decoding
     */
    record Free(@Nullable Sampling sampling) implements Decoding {}

    /**
     * Constrained (locked) decoding: only tokens that the grammar of the reports allows. An answer names only known types and boxes inside the image,
     * and no defect twice. It is always readable unless it is cut off.
     *
     * @param maximumDefects the most defects of an answer
     */
    record Locked(int maximumDefects) implements Decoding {

        public Locked {
            if (maximumDefects < 1) {
                throw new IllegalArgumentException("an answer needs room for at least 1 defect, not " + maximumDefects);
            }
        }
    }

    /** Returns the most defects of an answer. Free answers have no limit. */
    default int mostDefects() {
        return this instanceof Locked locked ? locked.maximumDefects() : Integer.MAX_VALUE;
    }

    /** Returns the sampling; null for greedy decoding. */
    default @Nullable Sampling sampling() {
        return this instanceof Free free ? free.sampling : null;
    }

    /** Describes the decoding, for a report. */
    default String words() {
        if (this instanceof Locked locked) {
            return "greedy, locked to the grammar of the reports, at most " + locked.maximumDefects() + " defects";
        }
        Sampling sampling = sampling();
        return sampling == null
                ? "greedy, free"
                : "free, sampled at temperature " + sampling.temperature() + " with the seed " + sampling.seed();
    }
}

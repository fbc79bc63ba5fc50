package io.millsight.inspection;

/** How a model's words are chosen. */
public sealed interface Decoding {

    /** The most defects that a locked answer states unless told otherwise: more than any image of NEU-DET has. */
    int DEFAULT_MAXIMUM_DEFECTS = 32;

    /** Answers that can be read whatever the model has learned, unless they are cut off. */
    static Decoding locked() {
        return new Locked(DEFAULT_MAXIMUM_DEFECTS);
    }

    /** Whatever the model says. */
    record Free() implements Decoding {}

    /**
     * Only what the grammar of the reports allows: of the types that the model knows, inside the image, nothing twice.
     *
     * @param maximumDefects the most that an answer states
     */
    record Locked(int maximumDefects) implements Decoding {

        public Locked {
            if (maximumDefects < 1) {
                throw new IllegalArgumentException("an answer needs room for at least 1 defect, not " + maximumDefects);
            }
        }
    }

    /** The most defects that an answer states; free answers have no limit. */
    default int mostDefects() {
        return this instanceof Locked locked ? locked.maximumDefects() : Integer.MAX_VALUE;
    }

    /** In words, for a report. */
    default String words() {
        if (this instanceof Locked locked) {
            return "locked to the grammar of the reports, at most " + locked.maximumDefects() + " defects";
        }
        return "free";
    }
}

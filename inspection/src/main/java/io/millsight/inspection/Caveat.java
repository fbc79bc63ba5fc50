package io.millsight.inspection;

/**
 * A reason why an inspection may be incomplete, other than a problem with the text of the answer.
 *
 * @param kind the reason
 * @param text the reason as a sentence without a full stop
 */
public record Caveat(Kind kind, String text) {

    /** The kinds of reasons. */
    public enum Kind {
        /** The model computed NaN or infinity. The verdict is {@link Verdict#UNDETERMINED}. */
        NOT_FINITE,
        /** More defects were found than an answer may list. The defects with the lowest scores were left out. */
        TOO_MANY_DEFECTS,
        /** The image file contains more than was inspected, for example further pages. */
        IMAGE_FILE
    }

    /** Returns a caveat about an image file, from a notice of {@link io.millsight.image.ImageHeader#notices}. */
    public static Caveat ofImageFile(String notice) {
        return new Caveat(Kind.IMAGE_FILE, notice);
    }

    static Caveat notFinite() {
        return new Caveat(
                Kind.NOT_FINITE,
                "the model computed numbers that are not finite, so its answer means nothing;"
                        + " weights of the model or of the adapter are damaged");
    }

    static Caveat tooManyDefects(int leftOut, int most) {
        return new Caveat(
                Kind.TOO_MANY_DEFECTS,
                "an answer states at most " + most + " defects; " + leftOut
                        + " more, of lower scores, were left out of it");
    }
}

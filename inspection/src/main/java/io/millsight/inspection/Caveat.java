package io.millsight.inspection;

/**
 * Why an inspection does not say all, apart from what is wrong with the words of an answer.
 *
 * @param kind what happened
 * @param text what that means for this image, as a sentence without its full stop
 */
public record Caveat(Kind kind, String text) {

    /** What can keep an inspection from saying all. */
    public enum Kind {
        /** The model computed NaN or infinity: the verdict is {@link Verdict#UNDETERMINED}. */
        NOT_FINITE,
        /** More defects were found than an answer may state: those of the lowest scores were left out of it. */
        TOO_MANY_DEFECTS,
        /** The image's file holds more than was inspected, such as further pages. */
        IMAGE_FILE
    }

    /** What an image's file holds that was not inspected: a notice of {@link io.millsight.image.ImageHeader#notices}. */
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

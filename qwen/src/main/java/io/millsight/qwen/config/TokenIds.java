package io.millsight.qwen.config;

/**
 * The token ids that config.json names.
 *
 * @param image the placeholder that an image's tokens replace
 * @param video the same for videos
 * @param visionStart stands before the placeholders
 * @param visionEnd stands after them
 * @param visionPad reserved
 * @param beginningOfSequence named by the file, but never prepended
 * @param endOfSequence ends an answer, unless generation_config.json says otherwise
 */
public record TokenIds(
        int image,
        int video,
        int visionStart,
        int visionEnd,
        int visionPad,
        int beginningOfSequence,
        int endOfSequence) {

    /** The ids of all published models. */
    public static final TokenIds PUBLISHED = startingAt(SpecialToken.FIRST_PUBLISHED_ID);

    /** The ids when the special tokens lie in a row, in their usual order, from this id on. */
    public static TokenIds startingAt(int first) {
        return new TokenIds(
                SpecialToken.IMAGE_PAD.id(first),
                SpecialToken.VIDEO_PAD.id(first),
                SpecialToken.VISION_START.id(first),
                SpecialToken.VISION_END.id(first),
                SpecialToken.VISION_PAD.id(first),
                SpecialToken.END_OF_TEXT.id(first),
                SpecialToken.IM_END.id(first));
    }
}

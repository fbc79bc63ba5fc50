package io.millsight.qwen.config;

/** The tokens that Qwen adds to its byte-pair vocabulary, in the order of their ids. */
public enum SpecialToken {
    END_OF_TEXT(151643, "<|endoftext|>"),
    IM_START(151644, "<|im_start|>"),
    IM_END(151645, "<|im_end|>"),
    OBJECT_REF_START(151646, "<|object_ref_start|>"),
    OBJECT_REF_END(151647, "<|object_ref_end|>"),
    BOX_START(151648, "<|box_start|>"),
    BOX_END(151649, "<|box_end|>"),
    QUAD_START(151650, "<|quad_start|>"),
    QUAD_END(151651, "<|quad_end|>"),
    VISION_START(151652, "<|vision_start|>"),
    VISION_END(151653, "<|vision_end|>"),
    VISION_PAD(151654, "<|vision_pad|>"),
    IMAGE_PAD(151655, "<|image_pad|>"),
    VIDEO_PAD(151656, "<|video_pad|>"),
    TOOL_CALL_START(151657, "<tool_call>"),
    TOOL_CALL_END(151658, "</tool_call>"),
    FIM_PREFIX(151659, "<|fim_prefix|>"),
    FIM_MIDDLE(151660, "<|fim_middle|>"),
    FIM_SUFFIX(151661, "<|fim_suffix|>"),
    FIM_PAD(151662, "<|fim_pad|>"),
    REPOSITORY_NAME(151663, "<|repo_name|>"),
    FILE_SEPARATOR(151664, "<|file_sep|>");

    /** The id of the first special token in every published vocabulary. */
    public static final int FIRST_PUBLISHED_ID = 151643;

    private static final int LAST_CONTROL_ID = 151656;

    private final int publishedId;
    private final String text;

    SpecialToken(int publishedId, String text) {
        this.publishedId = publishedId;
        this.text = text;
    }

    /** As it stands in the text: {@code <|im_end|>}. */
    public String text() {
        return text;
    }

    /** The token's id in a vocabulary whose special tokens lie in a row and begin at this id. */
    public int id(int firstId) {
        return firstId + publishedId - FIRST_PUBLISHED_ID;
    }

    /** Whether decoding may drop it; the later tokens are added to the vocabulary, but are ordinary content. */
    public boolean isControl() {
        return publishedId <= LAST_CONTROL_ID;
    }
}

package io.millsight.qwen.chat;

import java.util.Arrays;

/** A conversation as token ids with a label for each: the id itself where the model should learn to say it, else {@link #IGNORED}. */
public final class LabelledTokens {

    /** The label of a position that the loss leaves out. */
    public static final int IGNORED = -100;

    private final int[] ids;
    private final int[] labels;

    LabelledTokens(int[] ids, int[] labels) {
        this.ids = ids;
        this.labels = labels;
    }

    /** The token ids, of length T. */
    public int[] ids() {
        return ids.clone();
    }

    /** The labels, of length T; not shifted. */
    public int[] labels() {
        return labels.clone();
    }

    /** How many positions the loss counts. */
    public int answerTokens() {
        return (int) Arrays.stream(labels).filter(label -> label != IGNORED).count();
    }
}

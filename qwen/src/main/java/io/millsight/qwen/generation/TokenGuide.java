package io.millsight.qwen.generation;

import java.util.List;

/**
 * Holds an answer to a language while it is generated. An instance belongs to one place of one answer; it does not change.
 */
public interface TokenGuide {

    /** The ids that may come next, in rising order and at least one; an end token where the answer may end. */
    List<Integer> allowed();

    /**
     * How good each allowed token is, where that depends on its neighbours and not on its own logit alone; it takes the place of the logits, also in
     * the token's probability.
     *
     * @param logits of the tokens of {@link #allowed}, in this order; not changed
     */
    default float[] weigh(float[] logits) {
        return logits;
    }

    /**
     * The guide of the next place.
     *
     * @param token one of {@link #allowed}, and no end token
     */
    TokenGuide after(int token);
}

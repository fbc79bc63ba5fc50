package io.millsight.qwen;

import io.millsight.torch.Tensor;
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
     * The same place for someone who has seen what the model makes of the prompt. Called once, before the first choice.
     *
     * @param prompt {@code [T, D]}, what goes into the last layer for each token of the prompt; freed after the call
     */
    default TokenGuide informed(Tensor prompt) {
        return this;
    }

    /**
     * The guide of the next place.
     *
     * @param token one of {@link #allowed}, and no end token
     */
    TokenGuide after(int token);
}

package io.millsight.qwen.text;

import io.millsight.torch.Tensor;

/**
 * Learned rows that stand before the embeddings of every sequence, as prompt tuning puts them there (Lester et al. 2021). The tensor is borrowed.
 *
 * @param rows {@code [N, D]}; cast to the type of the embeddings
 * @param positions how the tokens behind them are numbered
 */
public record VirtualTokens(Tensor rows, Positions positions) {

    /** How the tokens of a sequence behind virtual tokens are numbered. The virtual tokens count 0 to N - 1. */
    public enum Positions {
        /** Every token counts one more than the token before it, on all axes, as in PEFT. Rows and columns of images are lost. */
        PEFT,
        /** Every token keeps its positions on the three axes of M-RoPE, moved by N. */
        MROPE
    }

    /** The number of virtual tokens, N. */
    public int count() {
        return (int) rows.size(0);
    }
}

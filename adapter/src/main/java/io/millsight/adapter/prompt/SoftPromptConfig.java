package io.millsight.adapter.prompt;

import io.millsight.adapter.peft.AdapterException;
import java.nio.file.Path;

/**
 * The shape of a soft prompt (Lester et al. 2021), in PEFT's terms, and how it began.
 *
 * @param virtualTokens N, the number of rows
 * @param initialization how the rows began
 * @param text whose embeddings the rows began with; empty for another beginning
 */
public record SoftPromptConfig(int virtualTokens, Initialization initialization, String text) {

    /** How the rows of a soft prompt begin. */
    public enum Initialization {
        /** The embeddings of a text, repeated as a whole and cut to the number of rows. */
        TEXT,
        /** Rows of the embedding table, drawn uniformly, unused ones included. */
        SAMPLE_VOCAB,
        /** Normal numbers with a standard deviation of 1, which is large beside embeddings. */
        RANDOM
    }

    /** The kind of adapter in PEFT's words. */
    public static final String PEFT_TYPE = "PROMPT_TUNING";

    /** Usual are 8 to 100; each costs as much as a token of the question. */
    public static final int MOST_VIRTUAL_TOKENS = 4096;

    public SoftPromptConfig {
        if (virtualTokens < 1 || virtualTokens > MOST_VIRTUAL_TOKENS) {
            throw new AdapterException("num_virtual_tokens is " + virtualTokens
                    + ", but must be at least 1 and at most " + MOST_VIRTUAL_TOKENS);
        }
    }

    /**
     * Reads the settings of an adapter folder.
     *
     * @throws AdapterException if the file is missing or broken, or asks for what is not supported
     */
    public static SoftPromptConfig read(Path folder) {
        return SoftPromptConfigFile.read(folder);
    }
}

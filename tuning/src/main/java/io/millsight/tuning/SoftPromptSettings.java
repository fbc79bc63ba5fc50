package io.millsight.tuning;

import io.millsight.adapter.prompt.SoftPromptConfig;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Setting;
import java.util.List;

/** The settings of prompt tuning. The names are those of PEFT. */
public final class SoftPromptSettings {

    public static final Setting<Integer> VIRTUAL_TOKENS = Setting.integer(
                    "num_virtual_tokens",
                    "20",
                    1,
                    SoftPromptConfig.MOST_VIRTUAL_TOKENS,
                    "Learned rows before every question. Usual are 8 to 100.")
            .hintedBy("virtual_tokens", "prompt_length");
    public static final Setting<SoftPromptConfig.Initialization> INITIALIZATION = Setting.choice(
            "prompt_tuning_init",
            "text",
            SoftPromptConfig.Initialization.class,
            "How the rows begin: as the embeddings of a text, as random rows of the vocabulary, or as random numbers.");
    public static final Setting<String> TEXT = Setting.text(
            "prompt_tuning_init_text",
            "",
            "The text that the rows begin with, repeated and cut to their number; \"\" for the instruction.");
    public static final Setting<VirtualTokens.Positions> POSITIONS = Setting.choice(
            "positions",
            "mrope",
            VirtualTokens.Positions.class,
            "Positions of the tokens behind the rows: mrope keeps the rows and columns of images; peft counts all tokens"
                    + " in one line, as PEFT does, which harms the boxes.");

    /** All settings of this class. */
    static final List<Setting<?>> ALL = List.of(VIRTUAL_TOKENS, INITIALIZATION, TEXT, POSITIONS);

    private SoftPromptSettings() {}

    /**
     * Refuses a text that would not be used.
     *
     * @throws InvalidSettingException if there is a text, but the rows begin with something else
     */
    static void requireConsistent(TrainingSettings settings) {
        if (settings.get(INITIALIZATION) != SoftPromptConfig.Initialization.TEXT
                && !settings.get(TEXT).isEmpty()) {
            throw new InvalidSettingException(
                    TEXT.key() + ": needs " + INITIALIZATION.key() + " text; leave the text out or choose text");
        }
    }

    /**
     * Returns the shape of the prompt that the settings describe.
     *
     * @param instruction begins the rows if no other text is given
     */
    static SoftPromptConfig config(TrainingSettings settings, String instruction) {
        SoftPromptConfig.Initialization initialization = settings.get(INITIALIZATION);
        String text = settings.get(TEXT).isBlank() ? instruction : settings.get(TEXT);
        return new SoftPromptConfig(
                settings.get(VIRTUAL_TOKENS),
                initialization,
                initialization == SoftPromptConfig.Initialization.TEXT ? text : "");
    }
}

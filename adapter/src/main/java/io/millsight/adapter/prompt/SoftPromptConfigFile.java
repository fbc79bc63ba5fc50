package io.millsight.adapter.prompt;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftConfigFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.TextConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the settings of a soft prompt in adapter_config.json. */
final class SoftPromptConfigFile {

    private static final String VIRTUAL_TOKENS = "num_virtual_tokens";
    private static final String INITIALIZATION = "prompt_tuning_init";
    private static final String TEXT = "prompt_tuning_init_text";
    private static final String SUBMODULES = "num_transformer_submodules";

    /** The release of PEFT whose keys are written. */
    private static final String PEFT_VERSION = "0.21.0";

    /** What is read, and what only says how the rows began or repeats the base's configuration. */
    private static final Set<String> KNOWN = Set.of(
            VIRTUAL_TOKENS,
            INITIALIZATION,
            TEXT,
            SUBMODULES,
            "token_dim",
            "num_layers",
            "num_attention_heads",
            "tokenizer_name_or_path",
            "tokenizer_kwargs");

    private SoftPromptConfigFile() {}

    static SoftPromptConfig read(Path folder) {
        JsonSection section = PeftConfigFile.open(folder);
        if (!PeftConfigFile.type(section).equals(SoftPromptConfig.PEFT_TYPE)) {
            throw PeftConfigFile.unsupportedType(section, SoftPromptConfig.PEFT_TYPE + " adapters");
        }
        PeftConfigFile.refuseOthers(section, KNOWN, "a soft prompt cannot be merged either");
        section.require(VIRTUAL_TOKENS);
        int submodules = section.integer(SUBMODULES, 1);
        if (submodules != 1) {
            throw section.unusable(SUBMODULES, "is " + submodules + ", but the model is one transformer");
        }
        try {
            return new SoftPromptConfig(
                    section.integer(VIRTUAL_TOKENS, 0), initialization(section), section.text(TEXT, ""));
        } catch (AdapterException e) {
            String where = section.file() + ": ";
            throw String.valueOf(e.getMessage()).startsWith(where)
                    ? e
                    : new AdapterException(where + e.getMessage(), e);
        }
    }

    private static SoftPromptConfig.Initialization initialization(JsonSection section) {
        String word = section.text(INITIALIZATION, SoftPromptConfig.Initialization.RANDOM.name());
        return Arrays.stream(SoftPromptConfig.Initialization.values())
                .filter(initialization -> initialization.name().equals(word))
                .findFirst()
                .orElseThrow(() -> section.unusable(
                        INITIALIZATION, "is " + MessageText.quote(word) + ", expected TEXT, SAMPLE_VOCAB or RANDOM"));
    }

    /**
     * Writes the settings with the keys of PEFT.
     *
     * @param model that the prompt is for
     * @param baseModel where the model and its tokenizer were loaded from
     */
    static void write(Path folder, SoftPromptConfig config, TextConfig model, String baseModel) throws IOException {
        boolean text = config.initialization() == SoftPromptConfig.Initialization.TEXT;
        ObjectNode node = PeftConfigFile.describe(SoftPromptConfig.PEFT_TYPE, baseModel)
                .putNull("auto_mapping")
                .put("num_attention_heads", model.queryHeads())
                .put("num_layers", model.layers())
                .put(SUBMODULES, 1)
                .put(VIRTUAL_TOKENS, config.virtualTokens())
                .put("peft_version", PEFT_VERSION)
                .put(INITIALIZATION, config.initialization().name())
                .put(TEXT, text ? config.text() : null)
                .put("token_dim", model.hiddenSize())
                .putNull("tokenizer_kwargs")
                .put("tokenizer_name_or_path", text ? baseModel : null);
        PeftConfigFile.write(folder, node);
    }
}

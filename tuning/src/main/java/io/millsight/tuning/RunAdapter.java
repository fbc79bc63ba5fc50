package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.peft.Adapter;
import io.millsight.adapter.prompt.SoftPrompt;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Seeds;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the adapter that a run's settings describe, or reads it from a checkpoint.
 *
 * @param settings of the run
 * @param instruction the question to the model
 * @param checkpoint the folder to read the adapter from; null at the start of a run
 */
record RunAdapter(
        TrainingSettings settings,
        String instruction,
        @Nullable Path checkpoint) {

    /** Returns the source of the adapter; {@link AdaptedModel.AdapterSource#NONE} if the run trains all weights. */
    AdaptedModel.AdapterSource source() {
        return switch (settings.get(TrainingSettings.METHOD)) {
            case LORA, DORA -> (base, tokenizer) -> lora(base);
            case PROMPT_TUNING -> this::prompt;
            case FULL -> AdaptedModel.AdapterSource.NONE;
        };
    }

    private long seed() {
        return settings.run().seeds().of(Seeds.Purpose.ADAPTER);
    }

    private Adapter lora(QwenModel base) {
        if (checkpoint != null) {
            return LoraAdapter.load(checkpoint, base);
        }
        Optional<Path> former = settings.initAdapter().map(CheckpointFolder::resolve);
        if (former.isPresent()) {
            return LoraAdapter.load(former.get(), base);
        }
        LoraConfig config = settings.lora();
        if (!LoraAdapter.matchesAny(base, config)) {
            String target = LoraSettings.TARGET.key();
            throw new InvalidSettingException(target + ": \"" + settings.texts().get(target)
                    + "\" matches no module of the model; names look like model.language_model.layers.0.self_attn.q_proj,"
                    + " of which q_proj is enough; all-linear means all");
        }
        return LoraAdapter.initialize(base, config, seed());
    }

    private Adapter prompt(QwenModel base, QwenTokenizer tokenizer) {
        VirtualTokens.Positions positions = settings.get(SoftPromptSettings.POSITIONS);
        return checkpoint == null
                ? SoftPrompt.initialize(
                        SoftPromptSettings.config(settings, instruction), base, tokenizer, positions, seed())
                : SoftPrompt.load(checkpoint, base, positions);
    }
}

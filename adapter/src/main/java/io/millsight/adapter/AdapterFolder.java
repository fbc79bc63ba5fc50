package io.millsight.adapter;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.peft.Adapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftConfigFile;
import io.millsight.adapter.peft.PeftWeightsFile;
import io.millsight.adapter.prompt.SoftPrompt;
import io.millsight.adapter.prompt.SoftPromptConfig;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.torch.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The description of an adapter folder, read without its base model. */
public sealed interface AdapterFolder {

    /** The folder. */
    Path path();

    /** The path or name of its base; null if the folder does not name it. */
    @Nullable
    String baseModel();

    /** The number of its parameters. */
    long parameters();

    /**
     * Reads the adapter.
     *
     * @param base the model that it is for
     * @return the adapter, which the caller closes
     * @throws AdapterException if it does not fit the model
     */
    Adapter load(QwenModel base);

    /**
     * A LoRA adapter, also with the magnitudes of DoRA.
     *
     * @param config its shape
     * @param modules the number of modules that it corrects
     */
    record Lora(Path path, LoraConfig config, @Nullable String baseModel, int modules, long parameters)
            implements AdapterFolder {

        @Override
        public Adapter load(QwenModel base) {
            return LoraAdapter.load(path, base);
        }
    }

    /**
     * A soft prompt, as prompt tuning learns it.
     *
     * @param config its shape
     * @param positions of the tokens behind it; those of PEFT if millsight.json does not say it
     */
    record Prompt(
            Path path,
            SoftPromptConfig config,
            VirtualTokens.Positions positions,
            @Nullable String baseModel,
            long parameters)
            implements AdapterFolder {

        @Override
        public Adapter load(QwenModel base) {
            return SoftPrompt.load(path, base, positions);
        }
    }

    /** Whether a folder is an adapter and not a model. */
    static boolean isAdapter(Path folder) {
        return Files.exists(folder.resolve(PeftConfigFile.NAME));
    }

    /**
     * Reads the settings and the header of the weights.
     *
     * @throws AdapterException if a file is missing or broken, or the kind of adapter is not supported
     */
    static AdapterFolder read(Path folder) {
        JsonSection section = PeftConfigFile.open(folder);
        String baseModel = PeftConfigFile.baseModel(section);
        return switch (PeftConfigFile.type(section)) {
            case LoraConfig.PEFT_TYPE -> {
                LoraConfig config = LoraConfig.read(folder);
                try (SafetensorsFile weights = PeftWeightsFile.open(folder)) {
                    yield new Lora(folder, config, baseModel, LoraAdapter.modules(weights), parameters(weights));
                }
            }
            case SoftPromptConfig.PEFT_TYPE -> {
                SoftPromptConfig config = SoftPromptConfig.read(folder);
                VirtualTokens.Positions positions =
                        Manifest.read(folder).flatMap(Manifest::positions).orElse(VirtualTokens.Positions.PEFT);
                try (SafetensorsFile weights = PeftWeightsFile.open(folder)) {
                    yield new Prompt(folder, config, positions, baseModel, parameters(weights));
                }
            }
            default ->
                throw PeftConfigFile.unsupportedType(
                        section, LoraConfig.PEFT_TYPE + " and " + SoftPromptConfig.PEFT_TYPE + " adapters");
        };
    }

    private static long parameters(SafetensorsFile weights) {
        return weights.names().stream()
                .mapToLong(name -> weights.header(name).elements())
                .sum();
    }
}

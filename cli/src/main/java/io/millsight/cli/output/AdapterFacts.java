package io.millsight.cli.output;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.adapter.prompt.SoftPromptConfig;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The facts of an adapter folder. */
public final class AdapterFacts {

    private AdapterFacts() {}

    public static FactSheet of(AdapterFolder folder) {
        FactSheet sheet = new FactSheet().add("adapter", folder.path().toString());
        if (folder instanceof AdapterFolder.Lora lora) {
            addLora(sheet, lora);
        } else if (folder instanceof AdapterFolder.Prompt prompt) {
            addPrompt(sheet, prompt);
        }
        return sheet.add("base", base(folder.baseModel()));
    }

    private static void addLora(FactSheet sheet, AdapterFolder.Lora folder) {
        LoraConfig config = folder.config();
        String kind = config.weightDecomposed() ? "DoRA" : "LoRA";
        sheet.add("kind", config.rankStabilized() ? kind + ", rank-stabilised" : kind)
                .add("rank", Integer.toString(config.rank()))
                .add("alpha", number(config.alpha()))
                .add("dropout", number(config.dropout()));
        if (!config.rankPattern().isEmpty()) {
            sheet.add("rank by module", config.rankPattern().toString());
        }
        if (!config.alphaPattern().isEmpty()) {
            sheet.add("alpha by module", config.alphaPattern().toString());
        }
        sheet.add("targets", modules(config.targetModules()));
        if (config.excludeModules() != null) {
            sheet.add("but not", modules(config.excludeModules()));
        }
        sheet.add(
                "parameters",
                Quantity.count(folder.parameters()) + " on " + Quantity.count(folder.modules()) + " modules");
    }

    private static void addPrompt(FactSheet sheet, AdapterFolder.Prompt folder) {
        SoftPromptConfig config = folder.config();
        sheet.add("kind", "prompt tuning")
                .add("virtual tokens", Integer.toString(config.virtualTokens()))
                .add("positions", word(folder.positions()))
                .add("began with", word(config.initialization()));
        if (!config.text().isEmpty()) {
            sheet.add("initial text", MessageText.printable(config.text()));
        }
        sheet.add("parameters", Quantity.count(folder.parameters()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String modules(ModuleSelector selector) {
        if (selector instanceof ModuleSelector.Names names) {
            return String.join(", ", names.names());
        }
        return selector instanceof ModuleSelector.Expression expression
                ? expression.regex()
                : ModuleSelector.ALL_LINEAR;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String base(@Nullable String model) {
        return model == null ? "not said" : model;
    }
}

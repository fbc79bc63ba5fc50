package io.millsight.cli.output;

import io.millsight.adapter.lora.AdapterFolder;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.files.Quantity;
import org.jspecify.annotations.Nullable;

/** The facts of an adapter folder. */
public final class AdapterFacts {

    private AdapterFacts() {}

    public static FactSheet of(AdapterFolder folder) {
        LoraConfig config = folder.config();
        FactSheet sheet = new FactSheet()
                .add("adapter", folder.path().toString())
                .add("kind", config.rankStabilized() ? "LoRA, rank-stabilised" : "LoRA")
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
        return sheet.add(
                        "parameters",
                        Quantity.count(folder.parameters()) + " on " + Quantity.count(folder.modules()) + " modules")
                .add("base", base(folder.baseModel()));
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

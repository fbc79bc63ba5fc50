package io.millsight.tuning;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingValues;
import java.util.List;
import java.util.Map;

/**
 * The settings of a LoRA adapter, also with the magnitudes of DoRA. The names are those of LLaMA-Factory and PEFT, the defaults are those of the
 * paper.
 */
public final class LoraSettings {

    /** The part of the model that the adapter goes on. */
    public enum Scope {
        /** Every module that lora_target matches, as in PEFT: also the MLPs of the vision tower. */
        AS_NAMED,
        /** The language model only. */
        TEXT_ONLY
    }

    private static final int MAX_RANK = 4096;

    /** LLaMA-Factory's word for {@link ModuleSelector#ALL_LINEAR}. */
    private static final String ALL_MODULES = "all";

    public static final Setting<Integer> RANK = Setting.integer(
                    "lora_rank", "16", 1, MAX_RANK, "Rank of the LoRA matrices.")
            .hintedBy("r", "lora_r", "rank");
    public static final Setting<Double> ALPHA = Setting.number(
                    "lora_alpha", "32", 0, TrainingSettings.MAX_FACTOR, "The adapter is scaled by alpha / rank.")
            .hintedBy("alpha");
    public static final Setting<Double> DROPOUT = Setting.number(
                    "lora_dropout", "0.05", 0, 0.999, "Dropout of the adapter's input.")
            .hintedBy("dropout");
    public static final Setting<List<String>> TARGET = Setting.modules(
                    "lora_target",
                    String.join(",", LoraConfig.PROJECTIONS),
                    "Modules that get LoRA matrices: names, all-linear (or all), or one regular expression for whole"
                            + " names.")
            .hintedBy("target_modules", "lora_target_modules", "lora_modules");
    public static final Setting<Scope> SCOPE = Setting.choice(
            "lora_scope",
            "as_named",
            Scope.class,
            "The default targets also match the vision encoder. text_only trains the language model only.");
    public static final Setting<Boolean> RANK_STABILIZED =
            Setting.flag("use_rslora", "false", "Scale by alpha / sqrt(rank) instead.");
    public static final Setting<Map<String, Integer>> RANK_PATTERN =
            Setting.integersByModule("rank_pattern", 1, MAX_RANK, "Other ranks for some modules.");
    public static final Setting<Map<String, Double>> ALPHA_PATTERN =
            Setting.numbersByModule("alpha_pattern", 0, TrainingSettings.MAX_FACTOR, "Other alphas for some modules.");

    /** All settings of this class. */
    static final List<Setting<?>> ALL =
            List.of(RANK, ALPHA, DROPOUT, TARGET, SCOPE, RANK_STABILIZED, RANK_PATTERN, ALPHA_PATTERN);

    private LoraSettings() {}

    /** The shape of the adapter that the values describe. */
    static LoraConfig config(SettingValues values) {
        return new LoraConfig(
                values.get(RANK),
                values.get(ALPHA),
                values.get(DROPOUT),
                values.get(RANK_STABILIZED),
                values.get(TrainingSettings.METHOD) == TrainingSettings.Method.DORA,
                selector(values.get(TARGET)),
                values.get(SCOPE) == Scope.TEXT_ONLY ? LoraConfig.VISION : null,
                values.get(RANK_PATTERN),
                values.get(ALPHA_PATTERN));
    }

    private static ModuleSelector selector(List<String> targets) {
        String first = targets.get(0);
        if (targets.size() == 1 && first.equalsIgnoreCase(ALL_MODULES)) {
            return new ModuleSelector.AllLinear();
        }
        boolean names = targets.size() > 1 || first.matches("[\\w.]+");
        return names ? new ModuleSelector.Names(targets) : ModuleSelector.parse(first);
    }
}

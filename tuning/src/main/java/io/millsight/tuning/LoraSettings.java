package io.millsight.tuning;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingValues;
import java.util.List;
import java.util.Map;

/** The settings of a LoRA adapter. The names are those of LLaMA-Factory and PEFT, the defaults are those of the paper. */
public final class LoraSettings {

    /** The part of the model that the adapter goes on. */
    public enum Scope {
        /** Every module that lora_target matches, as in PEFT: also the MLPs of the vision tower. */
        AS_NAMED,
        /** The language model only. */
        TEXT_ONLY
    }

    private static final int MAX_RANK = 4096;

    public static final Setting<Integer> RANK =
            Setting.integer("lora_rank", "16", 1, MAX_RANK, "inner width of the adapter");
    public static final Setting<Double> ALPHA =
            Setting.number("lora_alpha", "32", 0, TrainingSettings.MAX_FACTOR, "the adapter is scaled by alpha / rank");
    public static final Setting<Double> DROPOUT =
            Setting.number("lora_dropout", "0.05", 0, 0.999, "dropout of the adapter's input");
    public static final Setting<List<String>> TARGET = Setting.modules(
            "lora_target",
            String.join(",", LoraConfig.PROJECTIONS),
            "modules to adapt: names, all-linear, or one regular expression for whole names");
    public static final Setting<Scope> SCOPE =
            Setting.choice("lora_scope", "as_named", Scope.class, "where the names may match");
    public static final Setting<Boolean> RANK_STABILIZED =
            Setting.flag("use_rslora", "false", "scale by alpha / sqrt(rank)");
    public static final Setting<Map<String, Integer>> RANK_PATTERN =
            Setting.integersByModule("rank_pattern", 1, MAX_RANK, "other ranks for some modules, name=rank");
    public static final Setting<Map<String, Double>> ALPHA_PATTERN = Setting.numbersByModule(
            "alpha_pattern", 0, TrainingSettings.MAX_FACTOR, "other alphas for some modules, name=alpha");

    private LoraSettings() {}

    /** The shape of the adapter that the values describe. */
    static LoraConfig config(SettingValues values) {
        List<String> targets = values.get(TARGET);
        boolean names = targets.size() > 1 || targets.get(0).matches("[\\w.]+");
        return new LoraConfig(
                values.get(RANK),
                values.get(ALPHA),
                values.get(DROPOUT),
                values.get(RANK_STABILIZED),
                names ? new ModuleSelector.Names(targets) : ModuleSelector.parse(targets.get(0)),
                values.get(SCOPE) == Scope.TEXT_ONLY ? LoraConfig.VISION : null,
                values.get(RANK_PATTERN),
                values.get(ALPHA_PATTERN));
    }
}

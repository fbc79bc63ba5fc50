package io.millsight.adapter.lora;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.files.MessageText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a LoRA adapter (Hu et al. 2021), in PEFT's terms: y = W x + b + s · B(A(dropout(x))). With DoRA (Liu et al. 2024), the rows of the
 * corrected weight have learned lengths.
 *
 * @param rank r, the inner width of A {@code [r, in]} and B {@code [out, r]}
 * @param alpha of the scaling s = alpha / r
 * @param dropout probability of zeroing an input of A while training
 * @param rankStabilized whether s = alpha / √r instead (Kalajdzievski 2023)
 * @param weightDecomposed whether the adapter is one of DoRA; {@code use_dora} of PEFT
 * @param targetModules which modules it goes on
 * @param excludeModules those of them that it does not go on; null for none
 * @param rankPattern other ranks for some modules: the first key wins that is the module's name or its end, as a regular expression
 * @param alphaPattern other alphas, by the same rule
 */
public record LoraConfig(
        int rank,
        double alpha,
        double dropout,
        boolean rankStabilized,
        boolean weightDecomposed,
        ModuleSelector targetModules,
        @Nullable ModuleSelector excludeModules,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {

    /** The kind of adapter in PEFT's words. */
    public static final String PEFT_TYPE = "LORA";

    /** The projections of attention and MLP; by name they are also found in the MLPs of the vision tower. */
    public static final List<String> PROJECTIONS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /** Leaves the vision tower alone. */
    public static final ModuleSelector VISION = new ModuleSelector.Expression(".*visual.*");

    /** No layer of a published model is as wide. */
    private static final int LARGEST_RANK = 32_768;

    /** Usual are 8 to 512; far beyond, the sums leave the range of bfloat16. */
    private static final double LARGEST_ALPHA = 1e6;

    public LoraConfig {
        requireRank("r (lora_rank)", rank);
        requireAlpha("lora_alpha", alpha);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new AdapterException("lora_dropout is " + dropout + ", but must be at least 0 and below 1");
        }
        rankPattern = new LinkedHashMap<>(rankPattern);
        alphaPattern = new LinkedHashMap<>(alphaPattern);
        rankPattern.forEach((module, other) -> requireRank(entry("rank_pattern", module), other));
        alphaPattern.forEach((module, other) -> requireAlpha(entry("alpha_pattern", module), other));
        rankPattern.keySet().forEach(module -> new ModuleExpression("rank_pattern", module));
        alphaPattern.keySet().forEach(module -> new ModuleExpression("alpha_pattern", module));
    }

    /**
     * Reads the settings of an adapter folder.
     *
     * @throws AdapterException if the file is missing or broken, or asks for a kind of adapter that is not supported
     */
    public static LoraConfig read(Path folder) {
        return LoraConfigFile.read(folder);
    }

    /** The paper's: r 16, alpha 32, dropout 0.05, on all projections. */
    public static LoraConfig paper() {
        return new LoraConfig(
                16, 32, 0.05, false, false, new ModuleSelector.Names(PROJECTIONS), null, Map.of(), Map.of());
    }

    /** The same on the language model only. */
    public LoraConfig textOnly() {
        return new LoraConfig(
                rank,
                alpha,
                dropout,
                rankStabilized,
                weightDecomposed,
                targetModules,
                VISION,
                rankPattern,
                alphaPattern);
    }

    private static void requireRank(String key, int rank) {
        if (rank < 1 || rank > LARGEST_RANK) {
            throw new AdapterException(key + " is " + rank + ", but must be at least 1 and at most " + LARGEST_RANK);
        }
    }

    private static void requireAlpha(String key, double alpha) {
        if (!(alpha > 0 && alpha <= LARGEST_ALPHA)) {
            throw new AdapterException(key + " is " + alpha + ", but must be over 0 and at most " + LARGEST_ALPHA);
        }
    }

    private static String entry(String key, String module) {
        return key + ": " + MessageText.quote(module);
    }
}

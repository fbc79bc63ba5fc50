package io.millsight.cli.option;

import io.millsight.inspection.Sampling;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that draw the tokens of free answers at random. */
final class SamplingOptions {

    private static final int MAXIMUM_TOP_K = 1_000_000;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Draw tokens at this temperature instead of taking the most probable one; with --decoding free only"
                            + " (default: 0, greedy).")
    private @Nullable Double temperature;

    @Option(
            names = {"--top-k", "--top_k"},
            paramLabel = "K",
            description =
                    "Draw from the K most probable tokens; 0: from all (default: top_k of generation_config.json).")
    private @Nullable Integer topK;

    @Option(
            names = {"--top-p", "--top_p"},
            paramLabel = "P",
            description = "Draw from the most probable tokens that together have the probability P"
                    + " (default: top_p of generation_config.json).")
    private @Nullable Double topP;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the drawn tokens (default: 0).")
    private @Nullable Long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    SamplingOptions() {}

    /** Returns the sampling of free answers; null for greedy decoding. */
    @Nullable
    Sampling sampling() {
        if (temperature != null && !(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw refused("--temperature " + temperature + ": give 0 (greedy) or a number above it");
        }
        if (topK != null && (topK < 0 || topK > MAXIMUM_TOP_K)) {
            throw refused(String.format(Locale.ROOT, "--top-k %d: give 0 (all tokens) to %d", topK, MAXIMUM_TOP_K));
        }
        if (topP != null && !(topP > 0 && topP <= 1)) {
            throw refused("--top-p " + topP + ": give a number above 0, at most 1");
        }
        if (temperature == null || temperature == 0) {
            if (topK != null || topP != null || seed != null) {
                throw refused(given() + ": nothing is drawn without a temperature; give --temperature above 0");
            }
            return null;
        }
        return new Sampling(temperature, topK, topP, seed == null ? 0 : seed);
    }

    /** Refuses all options of sampling where answers are locked to the grammar. */
    void requireNone() {
        if (temperature != null || topK != null || topP != null || seed != null) {
            throw refused(given() + ": locked answers are greedy; give --decoding free, or leave it out");
        }
    }

    private String given() {
        if (temperature != null && temperature != 0) {
            return "--temperature";
        }
        if (topK != null) {
            return "--top-k";
        }
        if (topP != null) {
            return "--top-p";
        }
        return seed != null ? "--seed" : "--temperature";
    }

    private ParameterException refused(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

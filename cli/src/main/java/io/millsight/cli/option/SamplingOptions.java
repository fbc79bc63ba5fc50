package io.millsight.cli.option;

import io.millsight.inspection.Sampling;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that draw the tokens of free answers at random. */
final class SamplingOptions {

    private static final int MAXIMUM_TOP_K = 1_000_000;

    @ArgGroup(exclusive = false, order = 30, heading = "%nSampling, with --decoding free only:%n")
    private Values values = new Values();

    /** The values that were given. */
    static final class Values {

        @Option(
                names = "--temperature",
                paramLabel = "T",
                order = 1,
                description = "Temperature of the sampling (default: 0, which takes the most probable token).")
        private @Nullable Double temperature;

        @Option(
                names = "--top-k",
                paramLabel = "K",
                order = 2,
                description = "Sample from the K most probable tokens; 0: from all (default: top_k of"
                        + " generation_config.json).")
        private @Nullable Integer topK;

        @Option(
                names = "--top-p",
                paramLabel = "P",
                order = 3,
                description = "Sample from the most probable tokens whose probabilities add up to P (default: top_p of"
                        + " generation_config.json).")
        private @Nullable Double topP;

        @Option(names = "--seed", paramLabel = "N", order = 4, description = "Seed of the sampled tokens (default: 0).")
        private @Nullable Long seed;
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    SamplingOptions() {}

    /** Returns the sampling of free answers; null for greedy decoding. */
    @Nullable
    Sampling sampling() {
        if (values.temperature != null && !(values.temperature >= 0 && values.temperature < Double.POSITIVE_INFINITY)) {
            throw refused("--temperature " + values.temperature + ": give 0 (greedy) or a number above it");
        }
        if (values.topK != null && (values.topK < 0 || values.topK > MAXIMUM_TOP_K)) {
            throw refused(
                    String.format(Locale.ROOT, "--top-k %d: give 0 (all tokens) to %d", values.topK, MAXIMUM_TOP_K));
        }
        if (values.topP != null && !(values.topP > 0 && values.topP <= 1)) {
            throw refused("--top-p " + values.topP + ": give a number above 0, at most 1");
        }
        if (values.temperature == null || values.temperature == 0) {
            if (values.topK != null || values.topP != null || values.seed != null) {
                throw refused(given() + ": nothing is drawn without a temperature; give --temperature above 0");
            }
            return null;
        }
        return new Sampling(values.temperature, values.topK, values.topP, values.seed == null ? 0 : values.seed);
    }

    /** Refuses all options of sampling where answers are locked to the grammar. */
    void requireNone() {
        if (values.temperature != null || values.topK != null || values.topP != null || values.seed != null) {
            throw refused(given() + ": locked answers are greedy; give --decoding free, or leave it out");
        }
    }

    private String given() {
        if (values.temperature != null && values.temperature != 0) {
            return "--temperature";
        }
        if (values.topK != null) {
            return "--top-k";
        }
        if (values.topP != null) {
            return "--top-p";
        }
        return values.seed != null ? "--seed" : "--temperature";
    }

    private ParameterException refused(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

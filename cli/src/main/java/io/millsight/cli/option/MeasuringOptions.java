package io.millsight.cli.option;

import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.text.Tokenization;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that turns answers into figures. */
public final class MeasuringOptions {

    @Option(
            names = "--tokenization",
            paramLabel = "NAME",
            defaultValue = "ptb",
            converter = TokenizationConverter.class,
            description = "How texts are cut into tokens: ptb, as the captioning reference does, or whitespace"
                    + " (default: ${DEFAULT-VALUE}).")
    private Tokenization tokenization;

    @Option(
            names = "--score-threshold",
            paramLabel = "X",
            defaultValue = "0",
            description = "Boxes below this score do not count for precision, recall, F1, confusion and coverage"
                    + " (default: ${DEFAULT-VALUE}, all count).")
    private double scoreThreshold;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public MeasuringOptions() {}

    public EvaluationSettings settings() {
        if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--score-threshold " + scoreThreshold + ": give a score from 0 to 1");
        }
        EvaluationSettings standard = EvaluationSettings.DEFAULT;
        return new EvaluationSettings(
                tokenization, standard.minimalIou(), scoreThreshold, standard.resamples(), standard.seed());
    }

    /** Reads the names under which scores are stored. */
    static final class TokenizationConverter implements ITypeConverter<Tokenization> {

        TokenizationConverter() {}

        @Override
        public Tokenization convert(String name) {
            return Stream.of(Tokenization.values())
                    .filter(tokenization -> tokenization.key().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("\"" + name + "\" is neither ptb nor whitespace"));
        }
    }
}

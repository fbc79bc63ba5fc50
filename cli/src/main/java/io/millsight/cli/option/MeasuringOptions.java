package io.millsight.cli.option;

import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.text.Tokenization;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that measures answers. */
public final class MeasuringOptions {

    @Option(
            names = {"-v", "--verbose"},
            order = 90,
            description = "Print all tables. The files of --out always have them.")
    private boolean verbose;

    @Option(
            names = "--tokenization",
            paramLabel = "NAME",
            defaultValue = "ptb",
            order = 91,
            converter = TokenizationConverter.class,
            description = "Tokens of BLEU, ROUGE-L and CIDEr: ptb (Penn Treebank, as in COCO's captioning tools) or"
                    + " whitespace (default: ${DEFAULT-VALUE}).")
    private Tokenization tokenization;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public MeasuringOptions() {}

    /** Returns how answers are measured. The score threshold is an option of the answers. */
    public EvaluationSettings settings() {
        EvaluationSettings standard = EvaluationSettings.DEFAULT;
        return new EvaluationSettings(
                tokenization, standard.minimalIou(), standard.scoreThreshold(), standard.resamples(), standard.seed());
    }

    /** Returns whether all tables are to be printed. */
    public boolean verbose() {
        return verbose;
    }

    /** Reads the names under which tokenisations are stored. */
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

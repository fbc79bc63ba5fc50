package io.millsight.cli;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.comparison.Contender;
import io.millsight.evaluation.comparison.Cost;
import io.millsight.evaluation.report.ComparisonTables;
import io.millsight.inspection.Inspector;
import io.millsight.steel.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight compare}. */
@Command(
        name = "compare",
        description = {
            "Measures several models on the same images, each against the first: p says how likely a difference is by chance.",
            "Beside them stands what the most frequent sentence of the training images would reach.",
            "Any detector can take part by a file in COCO's result form,"
                    + " [{\"file_name\", \"category\", \"bbox\": [x, y, width, height], \"score\"}]; the predictions.json of"
                    + " 'millsight evaluate' is one."
        },
        footer = {
            "",
            "Examples:",
            "  millsight compare --data my-steel --out comparison before=models/qwen-3b tuned=models/qwen-3b+runs/first",
            "  millsight compare --data my-steel --split test --out comparison r8=qwen+runs/r8 yolo=yolo.json"
        })
final class CompareCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME=WHAT",
            arity = "2..*",
            converter = Entrant.Converter.class,
            description = "A model's folder, MODEL+ADAPTER, or a file of predictions; each under a name of yours.")
    private List<Entrant> entrants;

    @Mixin
    private SplitOptions data;

    @Mixin
    private InferenceOptions inference;

    @Mixin
    private MeasuringOptions measuring;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Write comparison.html, comparison.md and comparison.csv here.")
    private Path out;

    private EvaluationSettings settings = EvaluationSettings.DEFAULT;

    /** The baseline in the words of the first model that has answered. */
    private @Nullable EvaluationInput template;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    CompareCommand() {}

    @Override
    public Integer call() {
        requireDifferentNames();
        OutputFolder.prepare(out);
        settings = measuring.settings();
        EvaluationSplit split = data.read(null, spec.commandLine().getErr());
        Comparison comparison = new Comparison(contenders(split));
        ComparisonTables.write(comparison, out);
        PrintWriter console = spec.commandLine().getOut();
        console.print(ComparisonTables.toMarkdown(comparison));
        console.flush();
        return 0;
    }

    /** Before any model has answered for hours. */
    private void requireDifferentNames() {
        Set<String> names = new HashSet<>();
        for (Entrant entrant : entrants) {
            if (!names.add(entrant.name())) {
                throw new InputException("two take part as " + entrant.name() + "; give each a name of its own");
            }
        }
    }

    /** In the order of the command line; files are read first, so that a broken one is found at once. */
    private List<Contender> contenders(EvaluationSplit split) {
        Map<Entrant, Contender> ready = new HashMap<>();
        for (Entrant entrant : entrants) {
            if (entrant instanceof Entrant.Predictions predictions) {
                EvaluationInput input = PredictionFile.read(
                        predictions.file(),
                        predictions.name(),
                        split,
                        spec.commandLine().getErr());
                ready.put(entrant, new Contender(measure(input), Cost.UNKNOWN));
            }
        }
        List<Contender> contenders = new ArrayList<>();
        for (Entrant entrant : entrants) {
            contenders.add(entrant instanceof Entrant.Model model ? answer(model, split) : ready.get(entrant));
        }
        EvaluationInput first = contenders.get(0).evaluation().input();
        contenders.add(new Contender(
                measure(template == null ? TemplateBaseline.withoutModel(first, split) : template), Cost.UNKNOWN));
        return contenders;
    }

    private Contender answer(Entrant.Model model, EvaluationSplit split) {
        Subject subject = model.subject();
        boolean measured = PeakMemory.restart();
        SplitInspection inspection =
                new SplitInspection(split, data.batchSize(), spec.commandLine().getErr());
        try (Inspector inspector = inference.open(subject.model(), subject.adapter(), split.types())) {
            EvaluationInput input = inspection.run(model.name(), inspector);
            if (template == null) {
                template = TemplateBaseline.of(input, split, inspector);
            }
            Cost cost = subject.cost(measured ? PeakMemory.bytes() : null);
            return new Contender(measure(input), cost);
        }
    }

    private Evaluation measure(EvaluationInput input) {
        return Evaluation.of(input, settings);
    }
}

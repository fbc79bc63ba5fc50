package io.millsight.cli;

import io.millsight.adapter.Manifest;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.evaluation.report.ComparisonTables;
import io.millsight.inspection.QwenInspector;
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
            description =
                    "A model's folder, MODEL+ADAPTER, or a file of predictions; each under a name of yours. An adapter may"
                            + " be the folder of a run.")
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
            description = {
                "Write comparison.html, comparison.md and comparison.csv here. The folder is new or empty, or holds an"
                        + " earlier comparison, which is replaced; other files in it are left alone."
            })
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
        entrants.forEach(Entrant::requireUsable);
        OutputFolder.require(out, ComparisonTables.FILES);
        settings = measuring.settings();
        PrintWriter err = spec.commandLine().getErr();
        EvaluationSplit split = data.read(null, err);
        requireSameTypes(split);
        SplitInspection inspection = new SplitInspection(split, data.batchSize(), err);
        Comparison comparison = new Comparison(compared(inspection));
        ComparisonTables.write(comparison, out);
        PrintWriter console = spec.commandLine().getOut();
        console.print(ComparisonTables.toMarkdown(comparison));
        console.flush();
        return entrants.stream().anyMatch(Entrant.Model.class::isInstance) ? inspection.conclude() : 0;
    }

    /** Before any model has answered for hours. */
    private void requireDifferentNames() {
        Set<String> names = new HashSet<>(Set.of(TemplateBaseline.NAME));
        for (Entrant entrant : entrants) {
            if (!names.add(entrant.name())) {
                throw new InputException("two take part as " + entrant.name() + "; give each a name of its own");
            }
        }
    }

    /** The same for models that say which types they report. */
    private void requireSameTypes(EvaluationSplit split) {
        for (Entrant entrant : entrants) {
            if (entrant instanceof Entrant.Model model) {
                Manifest.read(model.subject().tunedFolder())
                        .ifPresent(manifest -> SplitInspection.requireSameTypes(
                                split, model.name(), manifest.task().types()));
            }
        }
    }

    /** In the order of the command line; files are read first, so that a broken one is found at once. */
    private List<ComparedModel> compared(SplitInspection inspection) {
        EvaluationSplit split = inspection.split();
        Map<Entrant, ComparedModel> ready = new HashMap<>();
        for (Entrant entrant : entrants) {
            if (entrant instanceof Entrant.Predictions predictions) {
                EvaluationInput input = PredictionFile.read(
                        predictions.file(),
                        predictions.name(),
                        split,
                        spec.commandLine().getErr());
                ready.put(entrant, new ComparedModel(measure(input), ModelCost.UNKNOWN));
            }
        }
        List<ComparedModel> compared = new ArrayList<>();
        for (Entrant entrant : entrants) {
            compared.add(entrant instanceof Entrant.Model model ? answer(model, inspection) : ready.get(entrant));
        }
        EvaluationInput first = compared.get(0).evaluation().input();
        compared.add(new ComparedModel(
                measure(template == null ? TemplateBaseline.withoutModel(first, split) : template), ModelCost.UNKNOWN));
        return compared;
    }

    private ComparedModel answer(Entrant.Model model, SplitInspection inspection) {
        EvaluationSplit split = inspection.split();
        Subject subject = model.subject();
        boolean measured = PeakMemory.restart();
        try (QwenInspector inspector = inference.open(subject.model(), subject.adapter(), split.types())) {
            EvaluationInput input = inspection.run(model.name(), inspector);
            if (template == null) {
                template = TemplateBaseline.of(input, split, inspector);
            }
            ModelCost cost = subject.cost(measured ? PeakMemory.bytes() : null);
            return new ComparedModel(measure(input), cost);
        }
    }

    private Evaluation measure(EvaluationInput input) {
        return Evaluation.of(input, settings);
    }
}

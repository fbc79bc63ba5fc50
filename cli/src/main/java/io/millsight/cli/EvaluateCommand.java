package io.millsight.cli;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.report.Anchor;
import io.millsight.evaluation.report.EvaluationFolder;
import io.millsight.evaluation.report.EvaluationReport;
import io.millsight.inspection.Inspector;
import io.millsight.tuning.ReportTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Measures how good a model's answers are: types, boxes, texts, and how many cannot be read at all.",
            "Every figure has a 95 %% interval and stands beside what the most frequent sentence of the training images"
                    + " would reach. Average precision is given twice: boxes ranked by the model's own probabilities"
                    + " (token-probability), and not ranked (constant)."
        },
        footer = {
            "",
            "Examples:",
            "  millsight evaluate --model models/qwen-3b --adapter runs/first --data my-steel --out runs/first/val",
            "  millsight evaluate --model models/qwen-3b --adapter runs/first --data my-steel --before --out report",
            "  millsight evaluate --model runs/full --data my-steel --split test --batch-size 8",
            "  millsight evaluate --model nano --data my-steel --limit 20     a quick look"
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final String BEFORE = "before tuning";

    @Mixin
    private ModelOptions model;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the report here: report.html for people; JSON, CSV, SVG and PNG for programs.")
    private @Nullable Path out;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Evaluate only so many images, spread evenly over the split.")
    private @Nullable Integer limit;

    @Option(
            names = "--before",
            description = "Also ask the model without its adapter, and show what it said before tuning.")
    private boolean before;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        PrintWriter err = spec.commandLine().getErr();
        EvaluationSplit split = data.read(limit);
        Subject subject = new Subject(model.model(), model.adapter());
        SplitInspection inspection = new SplitInspection(split, data.batchSize(), err);
        List<Evaluation> baselines = new ArrayList<>();
        Evaluation evaluation;
        ReportTask task;
        try (Inspector inspector = model.open(split.types())) {
            task = inspector.task();
            EvaluationInput input = inspection.run(subject.name(), inspector);
            evaluation = measure(input);
            baselines.add(measure(input.withConstantScores(subject.name() + ", constant scores")));
            baselines.add(measure(input.answeredAlways(
                    TemplateBaseline.NAME, TemplateBaseline.of(split.learnable(), task, inspector::frame))));
        }
        if (before) {
            try (Inspector untuned = model.open(split.types(), null)) {
                baselines.add(0, measure(inspection.run(BEFORE, untuned)));
            }
        }
        EvaluationReport report =
                new EvaluationReport(evaluation, baselines, List.of(Anchor.PAPER), List.of(), List.of());
        if (out != null) {
            Map<String, String> said = before ? answers(baselines.get(0)) : Map.of();
            EvaluationFolder.write(
                    new EvaluationReport(
                            evaluation,
                            baselines,
                            report.anchors(),
                            new Cases(evaluation, said).groups(),
                            new ReportSections(subject, split).all(task, model.inference(), data.batchSize())),
                    out);
            err.println("wrote " + out.resolve("report.html"));
        }
        PrintWriter console = spec.commandLine().getOut();
        console.print(report.toText());
        console.flush();
        return 0;
    }

    /** Finds what cannot work before the model has answered for hours. */
    private void requireSense() throws IOException {
        if (before && model.adapter() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--before compares with the model without its adapter; give one with --adapter");
        }
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit " + limit + ": give at least 1");
        }
        if (out != null) {
            Files.createDirectories(out);
        }
    }

    private static Evaluation measure(EvaluationInput input) {
        return Evaluation.of(input, EvaluationSettings.DEFAULT);
    }

    /** By image; an answer of special tokens only has no words, which is not the same as no answer. */
    private static Map<String, String> answers(Evaluation evaluation) {
        Map<String, String> answers = new HashMap<>();
        for (EvaluatedImage image : evaluation.input().images()) {
            String text = image.prediction().text();
            answers.put(image.id(), text.isBlank() ? "(no words)" : text);
        }
        return answers;
    }
}

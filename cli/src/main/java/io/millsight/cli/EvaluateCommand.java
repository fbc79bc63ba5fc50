package io.millsight.cli;

import io.millsight.adapter.ReportTask;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.report.EvaluationFolder;
import io.millsight.evaluation.report.EvaluationReport;
import io.millsight.evaluation.report.PublishedResult;
import io.millsight.evaluation.report.ReportAttachments;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.steel.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
            "An image that cannot be read is named, and what is marked on it counts as missed; the exit code is 2 then.",
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
            "  millsight evaluate --model nano --data my-steel --limit 20     a quick look",
            "  millsight evaluate --model runs/full --data my-steel --robustness --limit 60 --out robust"
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final String BEFORE = "before tuning";
    private static final double NANOSECONDS = 1e9;

    @Mixin
    private ModelOptions model;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the report here: report.html and contact sheets for people; JSON, CSV, SVG and PNG for"
                    + " programs. The folder is new or empty, or holds an earlier report, which is replaced; other files in it"
                    + " are left alone.")
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

    @Option(
            names = "--robustness",
            description = {
                "Also ask about the same pictures when they are blurred, noisy, darker or brighter, of other contrast, or"
                        + " compressed, each at three severities: 15 times the work."
            })
    private boolean robustness;

    @Mixin
    private MeasuringOptions measuring;

    private EvaluationSettings settings = EvaluationSettings.DEFAULT;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    EvaluateCommand() {}

    @Override
    public Integer call() {
        requireSense();
        PrintWriter err = spec.commandLine().getErr();
        EvaluationSplit split = data.read(limit, err);
        Subject subject = new Subject(model.model(), model.adapter());
        if (before) {
            requireTypesBefore(subject, split);
        }
        SplitInspection inspection = new SplitInspection(split, data.batchSize(), err);
        Answers answers = answer(inspection, subject.name());
        long answered = System.nanoTime();
        EvaluationReport report = report(answers);
        if (out != null) {
            ReportAttachments attachments =
                    attachments(report, new ReportSections(subject, split, answers.tuned), answers);
            EvaluationFolder.write(
                    new EvaluationReport(
                            report.evaluation(),
                            report.baselines(),
                            report.publishedResults(),
                            report.robustness(),
                            attachments),
                    out);
            err.printf(
                    Locale.ROOT,
                    "wrote %s; measuring and writing took %.1f s%n",
                    out.resolve("report.html"),
                    (System.nanoTime() - answered) / NANOSECONDS);
        }
        PrintWriter console = spec.commandLine().getOut();
        console.print(report.toText());
        console.flush();
        return inspection.conclude();
    }

    /** Finds what cannot work before the model has answered for hours. */
    private void requireSense() {
        if (before && model.adapter() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--before compares with the model without its adapter; give one with --adapter");
        }
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit " + limit + ": give at least 1");
        }
        settings = measuring.settings();
        if (out != null) {
            OutputFolder.require(out, EvaluationFolder.FILES);
        }
    }

    /** A model without its adapter that was taught other types cannot be measured on these. */
    private static void requireTypesBefore(Subject subject, EvaluationSplit split) {
        if (!subject.bareModelKnows(split.types())) {
            throw new InputException(subject.model() + ": the model without its adapter reports other types than "
                    + split.dataset().root() + " has, so --before cannot measure it; leave out --before");
        }
    }

    /**
     * What was said, by whom.
     *
     * @param task what was asked
     * @param augmentation the views of each image
     * @param before without the adapter; null if that was not asked
     */
    private record Answers(
            ReportTask task,
            TestTimeAugmentation augmentation,
            EvaluationInput tuned,
            EvaluationInput template,
            RobustnessResults robustness,
            @Nullable EvaluationInput before) {}

    private Answers answer(SplitInspection inspection, String name) {
        EvaluationSplit split = inspection.split();
        Answers answers;
        try (QwenInspector inspector = model.open(split.types())) {
            EvaluationInput tuned = inspection.run(name, inspector);
            answers = new Answers(
                    inspector.task(),
                    inspector.testTimeAugmentation(),
                    tuned,
                    TemplateBaseline.of(tuned, split, inspector),
                    robustness ? inspection.runSpoilt(name, inspector, settings) : RobustnessResults.NONE,
                    null);
        }
        if (!before) {
            return answers;
        }
        try (QwenInspector untuned = model.openUntuned(split.types(), answers.augmentation)) {
            EvaluationInput said = inspection.run(BEFORE, untuned);
            return new Answers(
                    answers.task, answers.augmentation, answers.tuned, answers.template, answers.robustness, said);
        }
    }

    /** Measures all that was said, side by side; what stands beside the model comes in the order of the tables. */
    private EvaluationReport report(Answers answers) {
        List<EvaluationInput> inputs = new ArrayList<>(List.of(answers.tuned));
        if (answers.before != null) {
            inputs.add(answers.before);
        }
        inputs.add(answers.tuned.withConstantScores(answers.tuned.model() + ", constant scores"));
        inputs.add(answers.template);
        List<Evaluation> measured = inputs.parallelStream()
                .map(input -> Evaluation.of(input, settings))
                .toList();
        return new EvaluationReport(
                measured.get(0),
                measured.subList(1, measured.size()),
                List.of(PublishedResult.PAPER),
                answers.robustness,
                ReportAttachments.NONE);
    }

    private ReportAttachments attachments(EvaluationReport report, ReportSections sections, Answers answers) {
        Map<String, String> said = before ? answers(report.baselines().get(0)) : Map.of();
        return new ReportAttachments(
                new Cases(report.evaluation(), said).groups(),
                new Sheets(report.evaluation()).all(),
                sections.all(answers.task, answers.augmentation, model.inference(), data.batchSize()));
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

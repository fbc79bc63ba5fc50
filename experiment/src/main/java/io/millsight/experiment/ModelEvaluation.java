package io.millsight.experiment;

import io.millsight.adapter.ScoreThreshold;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.ThresholdRule;
import io.millsight.evaluation.report.EvaluationReport;
import io.millsight.evaluation.report.PublishedResult;
import io.millsight.evaluation.report.ReportAttachments;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.model.StoredThreshold;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.report.AnswerSettings;
import io.millsight.inspection.Inspector;
import io.millsight.steel.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures how good a model's answers about the images of a split are. Beside the model stands what the most frequent
 * sentence of the training images would reach.
 *
 * <pre>{@code
 * EvaluationSplit split = EvaluationSplit.read(Path.of("my-steel"), "val");
 * EvaluatedModel model = new EvaluatedModel(Path.of("models/qwen-3b"), Path.of("runs/first"));
 * EvaluationResult result = new ModelEvaluation(model).run(split);
 * result.write(Path.of("report"));
 * }</pre>
 *
 * <p>Immutable. The model is loaded by {@link #run} and closed before it returns.
 */
public final class ModelEvaluation {

    /** The name of the model without its adapter among the baselines of a report. */
    public static final String BEFORE = "before tuning";

    private final EvaluatedModel model;
    private final ExperimentSettings settings;
    private final Extras extras;
    private final ProgressListener listener;

    /**
     * Work beside the evaluation of the model itself.
     *
     * @param untuned also ask the model without its adapter
     * @param robustness also ask about corrupted images
     * @param rule chooses the score threshold; null for none
     */
    private record Extras(
            boolean untuned, boolean robustness, @Nullable ThresholdRule rule) {}

    /** Evaluates a model with standard settings, and reports to nobody. */
    public ModelEvaluation(EvaluatedModel model) {
        this(model, ExperimentSettings.standard(), ProgressListener.NONE);
    }

    /** Evaluates a model. */
    public ModelEvaluation(EvaluatedModel model, ExperimentSettings settings, ProgressListener listener) {
        this(model, settings, new Extras(false, false, null), listener);
    }

    private ModelEvaluation(
            EvaluatedModel model, ExperimentSettings settings, Extras extras, ProgressListener listener) {
        this.model = model;
        this.settings = settings;
        this.extras = extras;
        this.listener = listener;
    }

    /**
     * Also asks the model without its adapter, to show what it said before tuning.
     *
     * @throws IllegalArgumentException if the model has no adapter
     */
    public ModelEvaluation withUntuned() {
        if (model.adapter() == null) {
            throw new IllegalArgumentException(model.model() + ": the model has no adapter to leave out");
        }
        return new ModelEvaluation(model, settings, new Extras(true, extras.robustness, extras.rule), listener);
    }

    /** Also asks about the same images when they are corrupted, at 15 severities: 15 times the work. */
    public ModelEvaluation withRobustness() {
        return new ModelEvaluation(model, settings, new Extras(extras.untuned, true, extras.rule), listener);
    }

    /**
     * Also chooses a score threshold by the answers and measures at this threshold. {@link EvaluationResult#storeMinScore}
     * stores it with the model.
     */
    public ModelEvaluation withThreshold(ThresholdRule rule) {
        return new ModelEvaluation(model, settings, new Extras(extras.untuned, extras.robustness, rule), listener);
    }

    /**
     * Lets the model answer all images of a split, and measures the answers.
     *
     * @throws io.millsight.files.MillsightException if the model cannot be loaded, or reports other types than the dataset
     *     has
     */
    public EvaluationResult run(EvaluationSplit split) {
        if (extras.untuned) {
            requireTypesBefore(split);
        }
        if (extras.rule != null) {
            StoredThreshold.requireStorable(model, split.identity());
        }
        SplitInspection inspection = new SplitInspection(split, settings.batchSize(), listener);
        Answers answers = answer(split, inspection);
        long answered = System.nanoTime();
        EvaluationReport report = report(answers);
        return new EvaluationResult(
                model,
                split,
                report,
                new EvaluationResult.Answering(
                        answers.settings, extras.untuned, inspection.unreadable(), answers.chosen),
                Duration.ofNanos(System.nanoTime() - answered));
    }

    private ScoreThreshold choose(ThresholdRule rule, EvaluationInput answers) {
        ThresholdRule.Choice choice = rule.choose(Evaluation.of(answers, settings.metrics()));
        return new ScoreThreshold(
                choice.scoreThreshold(),
                rule.words(),
                choice.reached(),
                answers.split().name(),
                answers.split().hash());
    }

    private EvaluationSettings metrics(@Nullable ScoreThreshold chosen) {
        double threshold = chosen == null
                ? StoredThreshold.choose(model, settings.inference().minScore(), listener)
                : chosen.value();
        return settings.metrics().withScoreThreshold(threshold);
    }

    /** A model without its adapter that was taught other types cannot be measured on these. */
    private void requireTypesBefore(EvaluationSplit split) {
        if (!model.bareModelKnows(split.types())) {
            throw new InputException(model.model() + ": the model without its adapter knows other types than "
                    + split.dataset().root() + " has, so --before cannot measure it; leave out --before");
        }
    }

    /**
     * What was answered, by whom.
     *
     * @param metrics how the answers are measured, with the score threshold
     * @param chosen score threshold that was chosen by the answers; null if none was to be chosen
     * @param before the model without its adapter; null if it was not asked
     */
    private record Answers(
            AnswerSettings settings,
            EvaluationSettings metrics,
            @Nullable ScoreThreshold chosen,
            EvaluationInput tuned,
            EvaluationInput sentence,
            RobustnessResults robustness,
            @Nullable EvaluationInput before) {

        Answers withBefore(EvaluationInput untuned) {
            return new Answers(settings, metrics, chosen, tuned, sentence, robustness, untuned);
        }
    }

    private Answers answer(EvaluationSplit split, SplitInspection inspection) {
        ModelOpener opener = new ModelOpener(settings.inference(), listener);
        Answers answers;
        try (Inspector inspector = opener.openForMeasuring(model, split.types(), null)) {
            EvaluationInput tuned = inspection.run(model.name(), inspector);
            ScoreThreshold chosen = extras.rule == null ? null : choose(extras.rule, tuned);
            EvaluationSettings metrics = metrics(chosen);
            answers = new Answers(
                    new AnswerSettings(
                            inspector.task(),
                            inspector.testTimeAugmentation(),
                            settings.inference(),
                            settings.batchSize()),
                    metrics,
                    chosen,
                    tuned,
                    MostFrequentSentence.of(tuned, split, inspector),
                    extras.robustness
                            ? inspection.runCorrupted(model.name(), inspector, metrics)
                            : RobustnessResults.NONE,
                    null);
        }
        if (!extras.untuned) {
            return answers;
        }
        EvaluatedModel bare = new EvaluatedModel(model.model(), null);
        try (Inspector untuned = opener.openForMeasuring(bare, split.types(), answers.settings.augmentation())) {
            EvaluationInput before = inspection.run(BEFORE, untuned);
            return answers.withBefore(before);
        }
    }

    /** Measures all answers side by side, in the order of the tables. */
    private EvaluationReport report(Answers answers) {
        List<EvaluationInput> inputs = new ArrayList<>(List.of(answers.tuned));
        if (answers.before != null) {
            inputs.add(answers.before);
        }
        inputs.add(answers.tuned.withConstantScores(answers.tuned.model() + ", constant scores"));
        inputs.add(answers.sentence);
        List<Evaluation> measured = inputs.parallelStream()
                .map(input -> Evaluation.of(input, answers.metrics))
                .toList();
        return new EvaluationReport(
                measured.get(0),
                measured.subList(1, measured.size()),
                PublishedResult.about(answers.tuned.types()),
                answers.robustness,
                ReportAttachments.NONE,
                model.caveats());
    }
}

package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.Progress;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.progress.Work;
import io.millsight.files.MessageText;
import io.millsight.files.ShutdownGuard;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Setting;
import io.millsight.runs.TrainingListener;
import io.millsight.tuning.TrainingRun;
import io.millsight.tuning.TrainingSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight train}. Its options for settings are made from {@link TrainingSettings#all}. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Teaches a model from annotated images: a LoRA adapter, or all of its weights.",
            "Settings come from a YAML file, from options, or both; options win. The names are those of Hugging Face"
                    + " and PEFT, the defaults are those of the paper. Ctrl-C saves a checkpoint and ends; --resume goes on."
        },
        footer = {
            "",
            "Examples:",
            "  millsight train --model models/qwen-3b --data my-steel --out runs/first",
            "  millsight train --config run.yaml --learning_rate 1e-4 --lora_scope text_only",
            "  millsight train --model nano --data my-steel --out runs/full --finetuning_type full \\",
            "                  --per_device_train_batch_size 16 --gradient_accumulation_steps 1 --learning_rate 1e-3",
            "  millsight train --resume runs/first"
        })
public final class TrainCommand implements Callable<Integer> {

    private static final String MODEL = "model_name_or_path";

    /** Short names beside Hugging Face's, as the other commands call the same things. */
    private static final Map<String, String> ALIASES =
            Map.of(MODEL, "--model", "dataset", "--data", "output_dir", "--out");

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, one 'key: value' a line.")
    private @Nullable Path config;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Go on with an interrupted run, with its own settings and from its last checkpoint.")
    private @Nullable Path resume;

    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public TrainCommand() {}

    /** picocli hands over the command's model, to which the settings are added. */
    @Spec
    void setSpec(CommandSpec spec) {
        this.spec = spec;
        for (Setting<?> setting : TrainingSettings.all()) {
            List<String> names = new ArrayList<>(List.of("--" + setting.key()));
            String alias = ALIASES.get(setting.key());
            if (alias != null) {
                names.add(alias);
            }
            String fallback = setting.key().equals(MODEL) ? DefaultModel.BASE_WORDS : setting.defaultText();
            spec.addOption(OptionSpec.builder(names.toArray(String[]::new))
                    .type(String.class)
                    .paramLabel("X")
                    .description(setting.help() + (fallback == null || fallback.isEmpty() ? "" : " [" + fallback + "]"))
                    .build());
            for (String former : setting.formerKeys()) {
                spec.addOption(OptionSpec.builder("--" + former)
                        .type(String.class)
                        .hidden(true)
                        .build());
            }
        }
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> overrides = overrides();
        if (resume != null && (config != null || !overrides.isEmpty())) {
            throw new InvalidSettingException(
                    "--resume goes on with the run's own settings; leave the other options out");
        }
        try (Reporter reporter = new Reporter(err);
                TrainingRun run = resume == null ? start(overrides, reporter) : TrainingRun.resume(resume, reporter)) {
            summarize(run, err);
            reporter.begin(run);
            return train(run, err) ? 0 : Failures.INTERRUPTED;
        }
    }

    private TrainingRun start(Map<String, String> overrides, Reporter reporter) {
        TrainingSettings settings = TrainingSettings.read(config, overrides, fallbacks());
        ModelOpener.reportUnused(
                settings.model(), new TerminalListener(spec.commandLine().getErr()));
        return TrainingRun.start(settings, reporter);
    }

    private Map<String, String> overrides() {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (Setting<?> setting : TrainingSettings.all()) {
            addIfGiven(overrides, setting.key());
            setting.formerKeys().forEach(former -> addIfGiven(overrides, former));
        }
        return overrides;
    }

    private void addIfGiven(Map<String, String> overrides, String key) {
        String value = spec.findOption("--" + key).getValue();
        if (value != null) {
            overrides.put(key, value);
        }
    }

    private static Map<String, String> fallbacks() {
        return DefaultModel.base().map(model -> Map.of(MODEL, model.toString())).orElse(Map.of());
    }

    private static void summarize(TrainingRun run, PrintWriter err) {
        run.notices().forEach(notice -> err.println("millsight: " + MessageText.oneLine(notice)));
        err.printf(
                Locale.ROOT,
                "trainable params: %,d || all params: %,d || trainable%%: %.4f (%d tensors)%n",
                run.trainableParameters(),
                run.allParameters(),
                100.0 * run.trainableParameters() / run.allParameters(),
                run.trainableTensors());
        if (run.stepsDone() > 0) {
            err.println("resuming after step " + run.stepsDone());
        }
    }

    /** Trains; a signal to end the program lets the run save first. */
    private static boolean train(TrainingRun run, PrintWriter err) {
        AtomicBoolean asked = new AtomicBoolean();
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {
            asked.set(true);
            run.interrupt();
        })) {
            return run(run, asked, err);
        }
    }

    private static boolean run(TrainingRun run, AtomicBoolean asked, PrintWriter err) {
        try {
            boolean finished = run.run();
            err.println(
                    finished
                            ? "done: " + run.folder()
                            : "interrupted and saved; go on with: millsight train --resume " + run.folder());
            return finished;
        } catch (RuntimeException e) {
            if (!asked.get()) {
                throw e;
            }
            Failures.report(e, err, false); // now, since the program ends as soon as this is left
            return false;
        }
    }

    /** Shows a run on the error stream. */
    private static final class Reporter implements TrainingListener, AutoCloseable {

        private final PrintWriter err;
        private @Nullable Progress display;

        Reporter(PrintWriter err) {
            this.err = err;
        }

        /** Shows the progress from the step on that the run has reached. */
        void begin(TrainingRun run) {
            display = Progress.of(
                    Work.items("training", run.totalSteps(), "steps").begunWith(run.stepsDone()), err);
        }

        @Override
        public void stepped(StepReport report) {
            if (display == null) {
                return;
            }
            display.note(String.format(
                    Locale.ROOT,
                    "epoch %.2f, loss %.4f, lr %.2e, %.1f samples/s",
                    report.epoch(),
                    report.loss(),
                    report.learningRate(),
                    report.samplesPerSecond()));
            display.advance(1);
        }

        @Override
        public void evaluated(int step, double evaluationLoss, boolean best) {
            err.printf(
                    Locale.ROOT,
                    "step %,d: evaluation loss %.4f%s%n",
                    step,
                    evaluationLoss,
                    best ? ", the best so far" : "");
        }

        @Override
        public void saved(Path checkpoint) {
            err.println("saved " + checkpoint);
        }

        @Override
        public void noticed(String line) {
            err.println("notice: " + line);
        }

        @Override
        public void close() {
            if (display != null) {
                display.close();
            }
        }
    }
}

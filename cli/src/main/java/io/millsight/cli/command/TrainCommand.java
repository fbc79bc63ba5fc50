package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.option.TrainingOptions;
import io.millsight.cli.output.TrainingPlan;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.cli.terminal.TrainingDisplay;
import io.millsight.experiment.dataset.TrainingDataCheck;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.training.Forecast;
import io.millsight.experiment.training.Training;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.PeakMemory;
import io.millsight.runs.Run;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingsTemplate;
import io.millsight.steel.format.Datasets;
import io.millsight.tuning.TrainingSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight train}. Its options for settings are made from {@link TrainingSettings#groups}. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains on annotated images: an adapter or all weights of a model, or a detector.",
            "Settings come from a YAML file, from options, or both; options win. What is not given follows from the"
                    + " preset, which the size of the base chooses. The names of settings are those of Hugging Face"
                    + " and PEFT; dashes and underscores are the same. Defaults stand in brackets.",
            "A detector has defaults of its own; --method yolov7 --print-config shows them.",
            "Ctrl-C saves a checkpoint and ends; --resume goes on."
        },
        footer = {
            "",
            "Examples:",
            "  millsight train --data my-steel --out runs/first",
            "  millsight train --data my-steel --out runs/first --dry-run",
            "  millsight train --print-config > run.yaml",
            "  millsight train --config run.yaml --learning_rate 5e-4",
            "  millsight train --model models/qwen-3b --data my-steel --out runs/3b",
            "  millsight train --method yolov7 --data my-steel --out runs/yolov7",
            "  millsight train --resume runs/first --max_steps 600"
        })
public final class TrainCommand implements Callable<Integer> {

    /** What a template of the settings says where nothing is given. */
    private static final Map<String, String> PLACEHOLDERS =
            Map.of(TrainingSettings.DATASET.key(), "my-steel", RunSettings.OUTPUT.key(), "runs/first");

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, one 'key: value' a line.")
    private @Nullable Path config;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Go on with a run from its last checkpoint, with its own settings. Only max_steps,"
                    + " num_train_epochs and early_stopping_patience may be changed.")
    private @Nullable Path resume;

    @Option(
            names = "--dry-run",
            description = "Show what the training would do and how long it would take. Writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--print-config",
            description = "Print all settings with their values and explanations as YAML, for --config.")
    private boolean printConfig;

    private CommandSpec spec;
    private TrainingOptions options;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public TrainCommand() {}

    /** picocli hands over the command's model, to which the settings are added. */
    @Spec
    void setSpec(CommandSpec spec) {
        this.spec = spec;
        this.options = TrainingOptions.addTo(spec);
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> given = options.given();
        if (resume != null && (config != null || dryRun || printConfig)) {
            throw new InvalidSettingException("--resume goes on with the run's own settings; leave --config, --dry-run"
                    + " and --print-config out");
        }
        if (printConfig) {
            print(Training.read(config, given, fallbacks(PLACEHOLDERS)));
            return 0;
        }
        if (dryRun) {
            forecast(Training.read(config, given, fallbacks(PLACEHOLDERS)));
            return 0;
        }
        try (TrainingDisplay display = new TrainingDisplay(err);
                Run run = resume == null ? start(given, display) : resume(resume, given, display)) {
            TrainingSession session = new TrainingSession(err, "millsight train --resume " + run.folder());
            return session.train(run, display) ? 0 : Failures.INTERRUPTED;
        }
    }

    private Run start(Map<String, String> given, TrainingDisplay display) {
        PrintWriter err = spec.commandLine().getErr();
        Training training = Training.read(config, given, fallbacks(Map.of()));
        if (training instanceof Training.OfModel tuning) {
            ModelOpener.reportUnused(tuning.settings().model(), new TerminalListener(err));
        }
        Run run = training.start(display);
        presetLine(training).ifPresent(err::println);
        return run;
    }

    private Run resume(Path run, Map<String, String> changes, TrainingDisplay display) {
        Run resumed = Training.resume(run, changes, display);
        spec.commandLine()
                .getErr()
                .println("resuming after step " + resumed.stepsDone() + " of " + resumed.totalSteps()
                        + (changes.isEmpty()
                                ? ""
                                : "; from here on the learning rate follows the schedule of a run of this length"));
        return resumed;
    }

    private static Optional<String> presetLine(Training training) {
        return training instanceof Training.OfModel tuning
                ? Optional.of(tuning.settings().presetLine())
                : Optional.empty();
    }

    private void print(Training training) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Settings for `millsight train --config FILE`");
        presetLine(training).ifPresent(line -> out.println("# " + line));
        out.print(SettingsTemplate.of(training.groups(), training.texts()));
        out.flush();
    }

    private void forecast(Training training) {
        boolean measured = PeakMemory.restart();
        Forecast forecast = training.forecast();
        presetLine(training).ifPresent(spec.commandLine().getErr()::println);
        new TrainingPlan(dataOf(training), forecast, measured ? PeakMemory.bytes() : null)
                .print(spec.commandLine().getOut());
    }

    private static @Nullable TrainingDataCheck dataOf(Training training) {
        String data = setting(training, TrainingSettings.DATASET);
        return data.isEmpty()
                ? null
                : TrainingDataCheck.of(
                        Datasets.scan(Path.of(data)).dataset(),
                        setting(training, TrainingSettings.TRAIN_SPLIT),
                        setting(training, TrainingSettings.EVAL_SPLIT));
    }

    private static String setting(Training training, Setting<?> setting) {
        return training.texts().getOrDefault(setting.key(), "");
    }

    /** The model that the program brings along, and more. */
    private static Map<String, String> fallbacks(Map<String, String> more) {
        Map<String, String> fallbacks = new LinkedHashMap<>(more);
        DefaultModel.base().ifPresent(model -> fallbacks.put(TrainingSettings.MODEL.key(), model.toString()));
        return fallbacks;
    }
}

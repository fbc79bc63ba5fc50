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
import io.millsight.torch.ProcessGroupException;
import io.millsight.tuning.TrainingSettings;
import io.millsight.tuning.process.ProcessPlace;
import io.millsight.tuning.process.TrainingGroup;
import java.io.PrintWriter;
import java.io.Writer;
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
            "Ctrl-C saves a checkpoint and ends; --resume goes on.",
            "--nproc shares the work of each step among processes of this machine; torchrun and srun start the"
                    + " processes of several machines."
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
            "  millsight train --data my-steel --out runs/two --nproc 2",
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

    @Option(
            names = "--nproc",
            paramLabel = "N",
            description = "Train in N processes, which share the micro-batches of each step (default: 1).")
    private @Nullable Integer nproc;

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
        Optional<ProcessPlace> place = ProcessPlace.of(System.getenv());
        if (nproc != null && !RankLauncher.isLaunched()) {
            place.ifPresent(TrainCommand::refuseLaunch);
            if (nproc < 1) {
                throw new InvalidSettingException("--nproc: " + nproc + " is no number of processes; give 1 or more");
            }
            if (nproc > 1) {
                return launch(nproc, given);
            }
        }
        try (TrainingGroup group = place.map(TrainingGroup::join).orElseGet(TrainingGroup::single)) {
            return train(given, group) ? 0 : Failures.INTERRUPTED;
        } catch (ProcessGroupException e) {
            if (RankLauncher.isLaunched()) { // and says itself which process has ended
                return Failures.TO_MEND;
            }
            throw e;
        }
    }

    private static void refuseLaunch(ProcessPlace place) {
        throw new InvalidSettingException("--nproc: another program has started this process as one of " + place.size()
                + " (its environment has " + ProcessPlace.RANK + " and " + ProcessPlace.SIZE
                + ", or those of Slurm); leave --nproc out, or unset them");
    }

    /** Finds mistakes in the settings before processes start. */
    private int launch(int processes, Map<String, String> given) {
        String run;
        if (resume == null) {
            Training training = Training.read(config, given, fallbacks(Map.of()));
            training.requireSeveralProcesses();
            run = setting(training, RunSettings.OUTPUT);
        } else {
            Training.requireSeveralProcesses(Training.methodOf(resume));
            run = resume.toString();
        }
        return new RankLauncher(
                        spec.root().userObject().getClass(),
                        spec.commandLine().getParseResult().originalArgs(),
                        spec.commandLine().getErr())
                .run(processes, "go on from the last checkpoint with: millsight train --resume " + run);
    }

    /** Only the leader of several processes shows what it does. */
    private boolean train(Map<String, String> given, TrainingGroup group) {
        PrintWriter err = group.isLeader() ? spec.commandLine().getErr() : new PrintWriter(Writer.nullWriter());
        try (TrainingDisplay display = new TrainingDisplay(err);
                Run run = resume == null
                        ? start(given, display, new Terminal(err, group))
                        : resume(resume, given, display, new Terminal(err, group))) {
            if (RankLauncher.isLaunched()) {
                ProcessHandle.current().parent().ifPresent(launcher -> interruptAfter(launcher, run));
            }
            return new TrainingSession(err, "millsight train --resume " + run.folder()).train(run, display);
        }
    }

    /** A process whose launcher was killed saves and ends. */
    private static void interruptAfter(ProcessHandle launcher, Run run) {
        Thread watching = new Thread(
                () -> {
                    launcher.onExit().join();
                    run.interrupt();
                },
                "launcher");
        watching.setDaemon(true);
        watching.start();
    }

    /**
     * Where a training of several processes shows itself.
     *
     * @param err shows nothing in processes that follow
     * @param group of the processes
     */
    private record Terminal(PrintWriter err, TrainingGroup group) {}

    private Run start(Map<String, String> given, TrainingDisplay display, Terminal terminal) {
        Training training = Training.read(config, given, fallbacks(Map.of()));
        if (training instanceof Training.OfModel tuning && terminal.group.isLeader()) {
            ModelOpener.reportUnused(tuning.settings().model(), new TerminalListener(terminal.err));
        }
        Run run = training.start(display, terminal.group);
        presetLine(training).ifPresent(terminal.err::println);
        return run;
    }

    private Run resume(Path run, Map<String, String> changes, TrainingDisplay display, Terminal terminal) {
        Run resumed = Training.resume(run, changes, display, terminal.group);
        terminal.err.println("resuming after step " + resumed.stepsDone() + " of " + resumed.totalSteps()
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

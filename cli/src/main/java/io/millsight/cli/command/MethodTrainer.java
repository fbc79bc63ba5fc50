package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.option.MethodOptions;
import io.millsight.cli.terminal.TrainingDisplay;
import io.millsight.experiment.MethodRuns;
import io.millsight.experiment.training.Training;
import io.millsight.runs.PeakMemory;
import io.millsight.runs.Run;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainingMethod;
import io.millsight.runs.TrainingMethods;
import io.millsight.tuning.TrainingSettings;
import io.millsight.tuning.process.TrainingGroup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the methods of a comparison with their default settings, or those of a file. The peak of the memory is reset before each, so that a run
 * records its own.
 */
final class MethodTrainer implements MethodRuns.Training {

    private final MethodOptions options;
    private final Path data;
    private final PrintWriter err;

    /** @param data folder of the dataset */
    MethodTrainer(MethodOptions options, Path data, PrintWriter err) {
        this.options = options;
        this.data = data;
        this.err = err;
    }

    /** Returns the names of all methods. */
    static List<String> known() {
        return Training.METHODS.all().stream().map(TrainingMethod::name).toList();
    }

    /** Finds mistakes in the settings of all methods before the first one is trained for hours. */
    void check(List<String> methods, MethodRuns runs) {
        methods.forEach(method -> settings(method, runs.run(method)));
    }

    @Override
    public boolean train(String method, Path run, boolean resumes) {
        err.println((resumes ? "going on to train " : "training ") + method + " in " + run);
        PeakMemory.restart();
        try (TrainingDisplay display = new TrainingDisplay(err);
                Run training = resumes
                        ? Training.resume(run, Map.of(), display, TrainingGroup.single())
                        : settings(method, run).start(display)) {
            return new TrainingSession(err, "the same command").train(training, display);
        }
    }

    private Training settings(String method, Path run) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put(TrainingMethods.KEY, method);
        given.put(TrainingSettings.DATASET.key(), data.toString());
        given.put(RunSettings.OUTPUT.key(), run.toString());
        given.put(RunSettings.SEED.key(), Integer.toString(options.seed()));
        Map<String, String> fallbacks = new LinkedHashMap<>(); // detectors have no base
        Optional.ofNullable(options.model())
                .or(DefaultModel::base)
                .ifPresent(model -> fallbacks.put(TrainingSettings.MODEL.key(), model.toString()));
        return Training.read(options.settingsFile(method), given, fallbacks);
    }
}

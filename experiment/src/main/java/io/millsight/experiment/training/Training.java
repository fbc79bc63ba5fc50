package io.millsight.experiment.training;

import io.millsight.detect.train.DetectorForecast;
import io.millsight.detect.train.DetectorRun;
import io.millsight.detect.train.DetectorSettings;
import io.millsight.experiment.DescribedValidation;
import io.millsight.experiment.DetectorValidation;
import io.millsight.files.RunLayout;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Run;
import io.millsight.runs.RunChanges;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingGroup;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.runs.TrainingMethod;
import io.millsight.runs.TrainingMethods;
import io.millsight.tuning.TrainingForecast;
import io.millsight.tuning.TrainingRun;
import io.millsight.tuning.TrainingSettings;
import io.millsight.tuning.process.TrainingGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A training that is yet to start, of any method.
 *
 * <pre>{@code
 * Training training = Training.read(null, Map.of("method", "yolov7", "data", "my-steel", "out", "runs/yolo"), Map.of());
 * try (Run run = training.start(TrainingListener.NONE)) {
 *     run.run();
 * }
 * }</pre>
 */
public sealed interface Training {

    /** All methods, the default first. */
    TrainingMethods METHODS =
            new TrainingMethods(Stream.concat(TrainingSettings.methods().stream(), DetectorSettings.methods().stream())
                    .toList());

    /** The setting that chooses the method. */
    Setting<String> METHOD = METHODS.setting(
            "What is trained: an adapter of the model (lora, dora, prompt_tuning), all weights of the model (full), or a"
                    + " detector (yolov7, faster_rcnn).");

    /**
     * Starts the training in a new folder. The caller closes the run.
     *
     * @param group of the processes that train together
     * @throws InvalidSettingException if the method trains in one process only, and there are several
     */
    Run start(TrainingListener listener, TrainingGroup group);

    /** Starts the training in a new folder, in this process alone. The caller closes the run. */
    default Run start(TrainingListener listener) {
        return start(listener, TrainingGroup.single());
    }

    /**
     * Refuses several processes if the method trains in one only.
     *
     * @throws InvalidSettingException if so
     */
    default void requireSeveralProcesses() {
        requireSeveralProcesses(texts().getOrDefault(METHOD.key(), ""));
    }

    /** Measures what the training would take, on the loaded model and data. Nothing is written. */
    Forecast forecast();

    /** Returns every setting with its effective value, by key. */
    Map<String, String> texts();

    /** Returns the settings of the method, by what they are about. */
    List<SettingGroup> groups();

    /**
     * A training of Qwen2.5-VL.
     *
     * @param settings complete
     */
    record OfModel(TrainingSettings settings) implements Training {

        @Override
        public Run start(TrainingListener listener, TrainingGroup group) {
            return TrainingRun.start(settings, new DescribedValidation(), listener, group);
        }

        @Override
        public Forecast forecast() {
            return Forecast.of(TrainingForecast.of(settings, new DescribedValidation()));
        }

        @Override
        public Map<String, String> texts() {
            return settings.texts();
        }

        @Override
        public List<SettingGroup> groups() {
            return TrainingSettings.groups();
        }
    }

    /**
     * A training of a detector.
     *
     * @param settings complete
     */
    record OfDetector(DetectorSettings settings) implements Training {

        @Override
        public Run start(TrainingListener listener, TrainingGroup group) {
            if (group.size() > 1) {
                requireSeveralProcesses();
            }
            return DetectorRun.start(settings, new DetectorValidation(), listener);
        }

        @Override
        public Forecast forecast() {
            return Forecast.of(DetectorForecast.of(settings, new DetectorValidation()));
        }

        @Override
        public Map<String, String> texts() {
            return settings.texts();
        }

        @Override
        public List<SettingGroup> groups() {
            return DetectorSettings.groups();
        }
    }

    /**
     * Reads the settings of a training. The method decides which settings there are.
     *
     * @param file YAML; null for none
     * @param overrides by key, from the command line
     * @param fallbacks by key, for what neither the file nor the command line gives
     * @throws InvalidSettingException if a key is unknown, missing or of another method, or a value is not what it should be
     */
    static Training read(@Nullable Path file, Map<String, String> overrides, Map<String, String> fallbacks) {
        String method = METHODS.choose(file, overrides);
        return isDetector(method)
                ? new OfDetector(DetectorSettings.read(file, overrides, fallbacks))
                : new OfModel(TrainingSettings.read(file, overrides, fallbacks));
    }

    private static boolean isDetector(String method) {
        return DetectorSettings.methods().stream().map(TrainingMethod::name).anyMatch(method::equals);
    }

    /**
     * Prepares an interrupted run of any method to continue from its last checkpoint. The caller closes the run.
     *
     * @param run the run's folder
     * @param changes new values by key, of the few that may change within a run
     * @param group of the processes that train together
     */
    static Run resume(Path run, Map<String, String> changes, TrainingListener listener, TrainingGroup group) {
        RunChanges.requireAllowed(run, changes.keySet());
        String method = methodOf(run);
        if (group.size() > 1) {
            requireSeveralProcesses(method);
        }
        return isDetector(method)
                ? DetectorRun.resume(run, changes, new DetectorValidation(), listener)
                : TrainingRun.resume(run, changes, new DescribedValidation(), listener, group);
    }

    /**
     * Returns the method of a run.
     *
     * @param run the run's folder
     */
    static String methodOf(Path run) {
        Path file = run.resolve(RunLayout.SETTINGS_FILE);
        if (!Files.exists(file)) {
            throw new TrainingException(run + ": is no run; its " + RunLayout.SETTINGS_FILE + " is missing");
        }
        return METHODS.choose(file, Map.of());
    }

    /**
     * Refuses several processes for a method that trains in one only.
     *
     * @throws InvalidSettingException if so
     */
    static void requireSeveralProcesses(String method) {
        if (isDetector(method)) {
            throw new InvalidSettingException(METHOD.key() + ": " + method
                    + " trains in one process, because its batch normalisation learns from whole batches; leave --nproc"
                    + " out");
        }
    }

    /** Returns the settings of all methods, by what they are about. Those that only detectors have are a group of their own. */
    static List<SettingGroup> allGroups() {
        List<SettingGroup> groups = new ArrayList<>();
        List<String> known = new ArrayList<>(List.of(METHOD.key()));
        for (SettingGroup group : TrainingSettings.groups()) {
            groups.add(new SettingGroup(
                    group.title(),
                    group.settings().stream()
                            .<Setting<?>>map(setting -> setting.key().equals(METHOD.key()) ? METHOD : setting)
                            .toList()));
            group.settings().forEach(setting -> known.add(setting.key()));
        }
        groups.add(new SettingGroup(
                "Detectors (yolov7, faster_rcnn) only",
                DetectorSettings.groups().stream()
                        .<Setting<?>>flatMap(group -> group.settings().stream())
                        .filter(setting -> !known.contains(setting.key()))
                        .toList()));
        return groups;
    }
}

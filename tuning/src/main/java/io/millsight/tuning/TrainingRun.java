package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.files.RunLayout;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.LossCurve;
import io.millsight.runs.Run;
import io.millsight.runs.RunChanges;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.torch.Opening;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.process.TrainingGroup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training run: the library's entry to training.
 *
 * <pre>{@code
 * TrainingSettings settings = TrainingSettings.builder()
 *         .model(Path.of("models/nano"))
 *         .dataset(Path.of("my-steel"))
 *         .output(Path.of("runs/first"))
 *         .with(RunSettings.MAX_STEPS, 100)
 *         .build();
 * try (TrainingRun run = TrainingRun.start(settings, TrainingListener.NONE)) {
 *     run.run();
 * }
 * }</pre>
 *
 * <p>The run's folder then holds its settings, metrics.jsonl, loss.png and the checkpoints, each a folder that {@link AdaptedModel} and PEFT open. A
 * run owns its model until it is closed. It is not thread-safe, but {@link #interrupt} may be called from any thread.
 */
public final class TrainingRun implements Run {

    private final RunFolder folder;
    private final Trainer trainer;
    private final OpenedTraining opened;
    private final TrainingGroup group;
    private final TrainerState start;
    private final @Nullable Path checkpoint;
    private TrainerState end;

    private TrainingRun(OpenedTraining opened, Trainer.Output output, @Nullable Path checkpoint, TrainingGroup group) {
        this.folder = output.folder();
        this.opened = opened;
        this.group = group;
        this.checkpoint = checkpoint;
        this.start = checkpoint == null ? TrainerState.START : TrainerState.read(checkpoint);
        this.end = start;
        this.trainer = new Trainer(opened.job(), opened.settings(), output, group);
    }

    /** Prepares a new run whose evaluations compute the loss only; see {@link #start(TrainingSettings, ValidationMetrics, TrainingListener,
     * TrainingGroup)}. */
    public static TrainingRun start(TrainingSettings settings, TrainingListener listener) {
        return start(settings, ValidationMetrics.NONE, listener, TrainingGroup.single());
    }

    /**
     * Prepares a new run: loads the base model, reads the dataset, and creates the run's folder with a lock on it. Nothing is trained before
     * {@link #run}.
     *
     * @param settings of the run; the output folder must be empty or absent
     * @param metrics describes validation images at each evaluation, as many as the settings say
     * @param listener told of the progress, on the thread that calls {@link #run}; {@link TrainingListener#NONE} for none
     * @param group of the processes that train together; stays the caller's to close
     * @return the run, which the caller closes
     * @throws io.millsight.files.MillsightException if a setting, the model folder or the dataset cannot be used; nothing stays loaded. Subtypes say
     * which:
     *     {@link InvalidSettingException}, {@code ModelFolderException}, {@code InputException}, {@code AdapterException}, {@code DeviceException},
     * or
     *     {@link TrainingException} for the output folder
     */
    public static TrainingRun start(
            TrainingSettings settings, ValidationMetrics metrics, TrainingListener listener, TrainingGroup group) {
        TrainingRun run = group.leaderFirst(() -> {
            try (Opening opening = new Opening()) {
                OpenedTraining opened = opening.add(OpenedTraining.open(settings, null, metrics, group));
                RunFolder folder = opening.add(group.isLeader() ? create(opened) : RunFolder.follow(settings.output()));
                return opening.complete(new TrainingRun(opened, new Trainer.Output(folder, listener), null, group));
            }
        });
        return run.comparedWithOthers();
    }

    private static RunFolder create(OpenedTraining opened) {
        return RunFolder.create(
                opened.settings().output(),
                new RunFolder.Description(opened.settings().texts(), opened.data(), Torch.description()));
    }

    /** Returns this run, which trains what the leader of its group trains. Closes it otherwise. */
    private TrainingRun comparedWithOthers() {
        try (Opening opening = new Opening()) {
            opening.add(this);
            Map<String, String> found = new LinkedHashMap<>();
            found.put("version of libtorch", Torch.version());
            found.put("base model", opened.base().fingerprint());
            found.put("data", opened.data().toString());
            found.put("settings", opened.settings().texts().toString());
            found.put("checkpoint", "step " + start.step());
            group.requireSame(found);
            return opening.complete(this);
        }
    }

    /** Prepares an interrupted run to continue as it was started; see {@link #resume(Path, Map, ValidationMetrics, TrainingListener,
     * TrainingGroup)}. */
    public static TrainingRun resume(Path run, TrainingListener listener) {
        return resume(run, Map.of(), ValidationMetrics.NONE, listener, TrainingGroup.single());
    }

    /**
     * Prepares an interrupted run to continue from its last checkpoint, with the settings that it was started with. The result is the same as without
     * the interruption. The number of processes may be another.
     *
     * <p>A run can also be made longer, after its end, too. From its last checkpoint on, the learning rate then follows the schedule of the new
     * length. The new length is written to the run's settings.
     *
     * @param run the run's folder
     * @param changes new values by key of {@link RunSettings#EPOCHS}, {@link RunSettings#MAX_STEPS} and {@link RunSettings#PATIENCE}; empty for none
     * @param metrics describes validation images; the same kind as before the interruption
     * @param listener told of the progress, on the thread that calls {@link #run}
     * @param group of the processes that train together; stays the caller's to close
     * @return the run, which the caller closes
     * @throws InvalidSettingException if another setting is to change
     * @throws TrainingException if there is no run, its data have changed, or another process trains in the folder
     */
    public static TrainingRun resume(
            Path run,
            Map<String, String> changes,
            ValidationMetrics metrics,
            TrainingListener listener,
            TrainingGroup group) {
        RunChanges.requireAllowed(run, changes.keySet());
        TrainingRun resumed = group.leaderFirst(() -> {
            try (Opening opening = new Opening()) {
                RunFolder folder = opening.add(group.isLeader() ? RunFolder.open(run) : RunFolder.follow(run));
                TrainingRun opened = opening.add(resume(new Trainer.Output(folder, listener), changes, metrics, group));
                if (group.isLeader()) {
                    opened.settle(changes);
                }
                return opening.complete(opened);
            }
        });
        return resumed.comparedWithOthers();
    }

    private static TrainingRun resume(
            Trainer.Output output, Map<String, String> changes, ValidationMetrics metrics, TrainingGroup group) {
        RunFolder folder = output.folder();
        Path checkpoint = folder.checkpoints().last().orElse(null);
        try (Opening opening = new Opening()) {
            TrainingSettings settings = TrainingSettings.ofRun(
                    folder.path().resolve(RunLayout.SETTINGS_FILE), RunChanges.overrides(folder.path(), changes));
            OpenedTraining opened = opening.add(OpenedTraining.open(settings, checkpoint, metrics, group));
            folder.requireSameData(opened.data());
            TrainingRun resumed = new TrainingRun(opened, output, checkpoint, group);
            if (resumed.stepsDone() > resumed.totalSteps()) {
                throw new TrainingException(checkpoint + ": is of step " + resumed.stepsDone() + ", but the run has "
                        + resumed.totalSteps() + " steps; "
                        + (changes.isEmpty() ? "restore its " + RunLayout.SETTINGS_FILE : "give more"));
            }
            return opening.complete(resumed);
        }
    }

    /** Brings the folder to the state of the checkpoint from which the run goes on. */
    private void settle(Map<String, String> changes) {
        if (!changes.isEmpty()) {
            folder.rewriteSettings(opened.settings().texts());
        }
        // without a checkpoint the run begins anew, also with the evaluation before its first step
        folder.forgetAfter(checkpoint == null ? -1 : start.step());
        if (checkpoint != null) {
            folder.checkpoints().settle(start, opened.settings().get(RunSettings.SAVE_LIMIT));
            LossCurve.write(folder); // a kill may have come between the checkpoint and its curve
        }
    }

    /** The settings with every effective value. */
    public TrainingSettings settings() {
        return opened.settings();
    }

    @Override
    public Map<String, String> settingTexts() {
        return opened.settings().texts();
    }

    /** Where the run stands: before {@link #run} as it was found, afterwards as it ended. */
    @Override
    public TrainerState state() {
        return end;
    }

    /** The number of validation images that the model describes at each evaluation. */
    @Override
    public int describedImages() {
        return opened.job().evaluation().images();
    }

    /** The parts of the dataset that are not used: one line each, which begins with the file. */
    @Override
    public List<String> notices() {
        return opened.notices();
    }

    /** The run's folder. */
    @Override
    public Path folder() {
        return folder.path();
    }

    /** The number of trained parameters. */
    @Override
    public long trainableParameters() {
        return parameters().values().stream().mapToLong(Tensor::elements).sum();
    }

    /** The number of all parameters of the model, including those of an adapter. */
    @Override
    public long allParameters() {
        long weights = opened.job().trainable().model().weights().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
        return opened.model().adapter() == null ? weights : weights + trainableParameters();
    }

    /** The number of trained tensors. A module with an adapter has two, one for each matrix. */
    @Override
    public int trainableTensors() {
        return parameters().size();
    }

    private Map<String, Tensor> parameters() {
        return opened.job().trainable().parameters();
    }

    /** Optimiser steps of the whole run. */
    @Override
    public int totalSteps() {
        return trainer.totalSteps();
    }

    /** Optimiser steps that earlier processes have made. */
    @Override
    public int stepsDone() {
        return start.step();
    }

    /**
     * Trains to the end, or until {@link #interrupt}, and saves a checkpoint in both cases. May be called once.
     *
     * @return true at the end of the run, also if it stopped early because nothing improved; false after an interruption
     * @throws TrainingException if the run cannot continue, such as with a full disk or a loss that is NaN; the checkpoints so far can be used
     */
    @Override
    public boolean run() {
        end = trainer.run(start, checkpoint);
        return trainer.isDone(end);
    }

    /** Asks {@link #run} to save and to return after the current step. May be called from any thread. */
    @Override
    public void interrupt() {
        trainer.interrupt();
    }

    @Override
    public void close() {
        opened.close();
        folder.close();
    }
}

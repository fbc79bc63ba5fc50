package io.millsight.detect.train;

import io.millsight.detect.weights.PublishedWeights;
import io.millsight.files.RunLayout;
import io.millsight.runs.LossCurve;
import io.millsight.runs.Run;
import io.millsight.runs.RunChanges;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.torch.Opening;
import io.millsight.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that trains a detector. Its folder holds its settings, metrics.jsonl, loss.png and the checkpoints, each a folder that
 * {@link io.millsight.detect.folder.DetectorFolder} opens.
 */
public final class DetectorRun implements Run {

    private final RunFolder folder;
    private final DetectorJob job;
    private final DetectorTrainer trainer;
    private final TrainerState start;
    private final @Nullable Path checkpoint;
    private TrainerState end;

    private DetectorRun(
            DetectorJob job,
            RunFolder folder,
            @Nullable Path checkpoint,
            DetectorMetrics metrics,
            TrainingListener listener) {
        this.folder = folder;
        this.job = job;
        this.checkpoint = checkpoint;
        this.start = checkpoint == null ? TrainerState.START : TrainerState.read(checkpoint);
        this.end = start;
        this.trainer = new DetectorTrainer(job, metrics, folder, listener);
    }

    /**
     * Prepares a new run: reads the dataset, makes the network, and creates the run's folder with a lock on it. Nothing is trained before {@link
     * #run}.
     *
     * @return the run, which the caller closes
     * @throws io.millsight.files.MillsightException if a setting or the dataset cannot be used; nothing stays loaded
     */
    public static DetectorRun start(DetectorSettings settings, DetectorMetrics metrics, TrainingListener listener) {
        try (Opening opening = new Opening()) {
            DetectorJob job = opening.add(DetectorJob.open(settings, null));
            RunFolder folder = opening.add(RunFolder.create(
                    settings.output(),
                    new RunFolder.Description(job.settings().texts(), job.data().description(), Torch.description())));
            return opening.complete(new DetectorRun(job, folder, null, metrics, listener));
        }
    }

    /**
     * Prepares an interrupted run to continue from its last checkpoint. The result is the same as without the interruption.
     *
     * @param run the run's folder
     * @param changes new values by key, of those that {@link RunChanges} allows; empty for none
     * @return the run, which the caller closes
     * @throws TrainingException if there is no run, its data have changed, or another process trains in the folder
     */
    public static DetectorRun resume(
            Path run, Map<String, String> changes, DetectorMetrics metrics, TrainingListener listener) {
        RunChanges.requireAllowed(run, changes.keySet());
        try (Opening opening = new Opening()) {
            RunFolder folder = opening.add(RunFolder.open(run));
            Path checkpoint = folder.checkpoints().last().orElse(null);
            DetectorSettings settings = DetectorSettings.ofRun(
                    run.resolve(RunLayout.SETTINGS_FILE), RunChanges.overrides(folder.path(), changes));
            DetectorJob job = opening.add(DetectorJob.open(settings, checkpoint));
            folder.requireSameData(job.data().description());
            DetectorRun resumed = new DetectorRun(job, folder, checkpoint, metrics, listener);
            if (resumed.stepsDone() > resumed.totalSteps()) {
                throw new TrainingException(checkpoint + ": is of step " + resumed.stepsDone() + ", but the run has "
                        + resumed.totalSteps() + " steps; give more");
            }
            if (!changes.isEmpty()) {
                folder.rewriteSettings(job.settings().texts());
            }
            folder.forgetAfter(checkpoint == null ? -1 : resumed.start.step());
            if (checkpoint != null) {
                folder.checkpoints().settle(resumed.start, job.settings().get(RunSettings.SAVE_LIMIT));
                LossCurve.write(folder); // a kill may have come between the checkpoint and its curve
            }
            return opening.complete(resumed);
        }
    }

    /** The settings with every effective value. */
    public DetectorSettings settings() {
        return job.settings();
    }

    @Override
    public Map<String, String> settingTexts() {
        return job.settings().texts();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public TrainerState state() {
        return end;
    }

    @Override
    public int totalSteps() {
        return trainer.totalSteps();
    }

    @Override
    public int stepsDone() {
        return start.step();
    }

    @Override
    public int describedImages() {
        return Math.min(job.data().validation().size(), job.settings().get(RunSettings.EVAL_IMAGES));
    }

    @Override
    public long trainableParameters() {
        return job.trained().weights().parameterCount();
    }

    @Override
    public long allParameters() {
        return trainableParameters();
    }

    @Override
    public int trainableTensors() {
        return job.trained().weights().parameters().size();
    }

    @Override
    public List<String> notices() {
        PublishedWeights.Transfer transfer = job.networks().transfer();
        return transfer == null ? List.of() : List.of(transfer.line(settings().get(DetectorSettings.WEIGHTS)));
    }

    @Override
    public boolean run() {
        end = trainer.run(start, checkpoint);
        return trainer.isDone(end);
    }

    @Override
    public void interrupt() {
        trainer.interrupt();
    }

    @Override
    public void close() {
        job.close();
        folder.close();
    }
}

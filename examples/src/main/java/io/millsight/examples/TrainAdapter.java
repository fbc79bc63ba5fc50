package io.millsight.examples;

import io.millsight.Millsight;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainingListener;
import io.millsight.tuning.TrainingSettings;
import java.nio.file.Path;

/** Trains a LoRA adapter for a few steps. Arguments: model folder, dataset folder, new folder for the run. */
public final class TrainAdapter {

    private TrainAdapter() {}

    public static void main(String[] arguments) {
        TrainingSettings settings = TrainingSettings.builder()
                .model(Path.of(arguments[0]))
                .dataset(Path.of(arguments[1]))
                .output(Path.of(arguments[2]))
                .with(TrainingSettings.EVAL_SPLIT, "")
                .with(RunSettings.LEARNING_RATE, 1e-4)
                .with(RunSettings.MAX_STEPS, 2)
                .build();
        Path run = Millsight.train(settings, new TrainingListener() {
            @Override
            public void stepped(StepReport step) {
                System.out.printf("step %d of %d: loss %.3f%n", step.step(), step.totalSteps(), step.loss());
            }
        });
        System.out.println("trained: " + run);
    }
}

package io.millsight.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A training run, whatever it trains. It owns its model and the lock on its folder until it is closed. Not thread-safe, but {@link #interrupt} may be
 * called from any thread.
 */
public interface Run extends AutoCloseable {

    /** Returns the run's folder. */
    Path folder();

    /** Returns where the run stands: before {@link #run} as it was found, afterwards as it ended. */
    TrainerState state();

    /** Returns the optimiser steps of the whole run. */
    int totalSteps();

    /** Returns the optimiser steps that earlier processes have made. */
    int stepsDone();

    /** Returns the number of validation images that the model describes at each evaluation. */
    int describedImages();

    /** Returns the number of trained parameters. */
    long trainableParameters();

    /** Returns the number of all parameters of the model, including those of an adapter. */
    long allParameters();

    /** Returns every setting with its effective value, by key. */
    Map<String, String> settingTexts();

    /** Returns the number of trained tensors. */
    int trainableTensors();

    /** Returns what a user has to know about the settings and the data: one line each. */
    List<String> notices();

    /**
     * Trains to the end, or until {@link #interrupt}, and saves a checkpoint in both cases. May be called once.
     *
     * @return true at the end of the run, also if it stopped early because nothing improved; false after an interruption
     * @throws TrainingException if the run cannot continue; the checkpoints so far can be used
     */
    boolean run();

    /** Asks {@link #run} to save and to return after the current step. May be called from any thread. */
    void interrupt();

    @Override
    void close();
}

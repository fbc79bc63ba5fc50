/**
 * What every training run has, whatever it trains: settings, the run's folder, checkpoints, the trainer's state, seeds, the learning-rate schedule,
 * background work and the loss curve. This room knows no model.
 */
@NullMarked
package io.millsight.runs;

import org.jspecify.annotations.NullMarked;

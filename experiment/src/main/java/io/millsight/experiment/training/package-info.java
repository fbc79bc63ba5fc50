/** Starting and resuming trainings of every method: adapters and whole models of Qwen2.5-VL, and detectors. */
@NullMarked
package io.millsight.experiment.training;

import org.jspecify.annotations.NullMarked;

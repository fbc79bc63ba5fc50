/**
 * Teaching a model: adapters and their PEFT files, sample encoding, the trainer and its checkpoints. What must stay true: what is
 * trained here loads in PEFT, what PEFT trains loads here, and resuming gives what not stopping would have given.
 */
@NullMarked
package io.millsight.tuning;

import org.jspecify.annotations.NullMarked;

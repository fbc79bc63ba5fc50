/**
 * File operations and message texts for all modules. Invariants: a crash, a kill or a full disk leaves the previous
 * content; Ctrl-C leaves no partial files; an input file cannot exhaust the memory or control the terminal.
 *
 * <p>{@code AtomicFile} and {@code AtomicFolder} write under hidden names beside the target ({@code StagedTarget}) and
 * rename. A lock ({@code ProcessLock}) shows which hidden names belong to a running process; {@code Leftovers} removes
 * the others. A {@code ShutdownGuard} lets work finish when the program is asked to end.
 */
@NullMarked
package io.millsight.files;

import org.jspecify.annotations.NullMarked;

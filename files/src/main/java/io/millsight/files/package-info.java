/**
 * Files and messages about them, for every room. What must stay true: a crash, a kill or a full disk leaves what was there before, and an interrupt
 * leaves nothing beside it; a file of somebody else neither fills the memory nor steers the terminal.
 *
 * <p>{@code AtomicFile} and {@code AtomicFolder} write under hidden names ({@code StagedTarget}) beside the target and rename. A lock ({@code ProcessLock})
 * tells which hidden names belong to a living process; the others are removed ({@code Leftovers}). A {@code ShutdownGuard} lets work end whole when the
 * program is asked to end.
 */
@NullMarked
package io.millsight.files;

import org.jspecify.annotations.NullMarked;

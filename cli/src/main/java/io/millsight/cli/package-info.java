/**
 * The command line: picocli commands, progress and exit codes. Nothing here would be called by another program.
 */
@NullMarked
package io.millsight.cli;

import org.jspecify.annotations.NullMarked;

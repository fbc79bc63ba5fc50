/** The terminal: progress, tables, failures and exit codes. */
@NullMarked
package io.millsight.cli.terminal;

import org.jspecify.annotations.NullMarked;

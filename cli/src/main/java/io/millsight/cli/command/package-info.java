/** The commands. A command parses its options, calls the work that another module does, and prints. */
@NullMarked
package io.millsight.cli.command;

import org.jspecify.annotations.NullMarked;

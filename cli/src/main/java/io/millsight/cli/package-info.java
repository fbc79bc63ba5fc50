/**
 * The program and its commands. No other program calls this module: what the commands do is done by the modules below.
 */
@NullMarked
package io.millsight.cli;

import org.jspecify.annotations.NullMarked;

/** Options that several commands share, and how their values are read. */
@NullMarked
package io.millsight.cli.option;

import org.jspecify.annotations.NullMarked;

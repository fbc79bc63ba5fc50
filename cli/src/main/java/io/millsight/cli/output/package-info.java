/** How commands print what they found, for people and for programs. */
@NullMarked
package io.millsight.cli.output;

import org.jspecify.annotations.NullMarked;

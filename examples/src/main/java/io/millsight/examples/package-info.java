/** Small programs that use Millsight as a library. The build compiles and runs them. */
@NullMarked
package io.millsight.examples;

import org.jspecify.annotations.NullMarked;

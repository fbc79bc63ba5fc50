/** The entrance for Java programs that use Millsight as a library. */
@NullMarked
package io.millsight;

import org.jspecify.annotations.NullMarked;

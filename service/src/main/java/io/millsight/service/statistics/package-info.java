/** What the numbers of the history say about the process: defects at equal distances, and a change of the mix of types. */
@NullMarked
package io.millsight.service.statistics;

import org.jspecify.annotations.NullMarked;

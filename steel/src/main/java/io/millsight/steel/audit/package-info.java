/** What a dataset holds and what is doubtful about it. What must stay true: an audit never fails on bad data, it reports it. */
@NullMarked
package io.millsight.steel.audit;

import org.jspecify.annotations.NullMarked;

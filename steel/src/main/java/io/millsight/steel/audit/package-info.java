/** Statistics and findings about a dataset. Invariant: an audit does not fail on bad data, it reports them. */
@NullMarked
package io.millsight.steel.audit;

import org.jspecify.annotations.NullMarked;

/** What the service counts and measures, for Prometheus. */
@NullMarked
package io.millsight.service.metrics;

import org.jspecify.annotations.NullMarked;

/** Threads that the parts of the service have for themselves. */
@NullMarked
package io.millsight.service.threads;

import org.jspecify.annotations.NullMarked;

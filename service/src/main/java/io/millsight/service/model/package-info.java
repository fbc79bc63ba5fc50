/**
 * The model behind the service: what was loaded, how its answers become records of the history, and the canary image that shows whether it still
 * answers as it did.
 */
@NullMarked
package io.millsight.service.model;

import org.jspecify.annotations.NullMarked;

/**
 * Benchmarks of the whole program and of its parts; never on the product's class path.
 */
@NullMarked
package io.millsight.bench;

import org.jspecify.annotations.NullMarked;

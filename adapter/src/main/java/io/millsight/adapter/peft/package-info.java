/** What all adapters have in common: how they change a model, and the files of a folder that PEFT reads and writes. */
@NullMarked
package io.millsight.adapter.peft;

import org.jspecify.annotations.NullMarked;

/** Records to look at: drawn surfaces that the model inspects. They stay apart from the records of real steel. */
@NullMarked
package io.millsight.service.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Writing without loss, for every room. What must stay true: a crash, a kill or a full disk leaves what was there before, and nothing half
 * done beside it.
 */
@NullMarked
package io.millsight.files;

import org.jspecify.annotations.NullMarked;

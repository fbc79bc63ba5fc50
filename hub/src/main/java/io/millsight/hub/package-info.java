/**
 * Downloads model folders from Hugging Face and ModelScope. No other module opens a connection.
 *
 * <p>{@link io.millsight.hub.ModelDownload} is the entrance: it reads the hub's list of files ({@code Listing}), chooses those that a model
 * folder needs ({@code WantedFiles}), and fetches them in parallel ranges ({@code Transfer}) into a hidden folder beside the target ({@code
 * PartFolder}). Invariants: the target appears complete and checked, or not at all; what has arrived survives a break; a name from the list never
 * leaves the folder; a token goes to the hub's own address only and is never shown.
 */
@NullMarked
package io.millsight.hub;

import org.jspecify.annotations.NullMarked;

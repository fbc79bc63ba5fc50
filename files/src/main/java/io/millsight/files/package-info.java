/**
 * Files and messages about them, for every room. What must stay true: a crash, a kill or a full disk leaves what was there before, and nothing half
 * done beside it; a file of somebody else neither fills the memory nor steers the terminal.
 */
@NullMarked
package io.millsight.files;

import org.jspecify.annotations.NullMarked;

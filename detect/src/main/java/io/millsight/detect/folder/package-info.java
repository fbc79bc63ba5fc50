/** Folders of trained detectors: what detector.json says, and building the network that it describes. */
@NullMarked
package io.millsight.detect.folder;

import org.jspecify.annotations.NullMarked;

package io.millsight.steel.format;

import io.millsight.image.ImageSize;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements of an annotation about an image, before they are checked.
 *
 * @param image expected image file
 * @param annotation annotation file
 * @param declaredSize image size in the annotation; null if not stated
 * @param objects annotated objects
 */
record UncheckedImage(Path image, Path annotation, @Nullable ImageSize declaredSize, List<UncheckedObject> objects) {}

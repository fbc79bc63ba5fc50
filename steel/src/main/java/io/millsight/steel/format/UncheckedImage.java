package io.millsight.steel.format;

import io.millsight.image.ImageSize;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation says about an image, before any of it is believed.
 *
 * @param image where the pixels should be
 * @param annotation the file that says so
 * @param declaredSize the size for which the boxes were drawn, if the annotation states it
 */
record UncheckedImage(Path image, Path annotation, @Nullable ImageSize declaredSize, List<UncheckedObject> objects) {}

package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.util.Map;
import java.util.Set;

/**
 * By which ids the files of a dataset name images and types, as results of other programs do; empty for formats without ids.
 *
 * @param images the id that a file gives an image, by our own id of the image; files of different splits may use an id twice
 * @param types the types that a category id stands for: several where files disagree
 */
public record SourceIds(Map<String, String> images, Map<String, Set<DefectType>> types) {

    public SourceIds {
        images = Map.copyOf(images);
        types = Map.copyOf(types);
    }
}

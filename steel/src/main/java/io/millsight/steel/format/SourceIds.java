package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.util.Map;
import java.util.Set;

/**
 * Ids of images and types in the files of a dataset, which results of other programs refer to. Empty for formats
 * without ids.
 *
 * @param images id in the file by our own id of the image; files of different splits may use an id twice
 * @param types types by category id; several if files disagree
 */
public record SourceIds(Map<String, String> images, Map<String, Set<DefectType>> types) {

    public SourceIds {
        images = Map.copyOf(images);
        types = Map.copyOf(types);
    }
}

package io.millsight.steel.format;

import io.millsight.steel.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the images of a split are, as the configuration of a YOLO dataset states it. */
sealed interface SplitLocation {

    /** The folder or the list, relative to the dataset's folder. */
    Path path();

    /** Whether an image of this path, relative to the dataset's folder, belongs to the split. */
    boolean holds(Path image);

    /** Adds the images that were read to their split; reports what is stated and not there. */
    void addTo(Path root, DatasetBuilder builder);

    /**
     * All images below a folder.
     *
     * @param split its usual name
     */
    record Folder(String split, Path path) implements SplitLocation {

        @Override
        public boolean holds(Path image) {
            return path.toString().isEmpty() || image.startsWith(path);
        }

        @Override
        public void addTo(Path root, DatasetBuilder builder) {
            List<String> ids = builder.files().entrySet().stream()
                    .filter(entry -> holds(root.relativize(entry.getValue())))
                    .map(Map.Entry::getKey)
                    .toList();
            if (ids.isEmpty()) {
                builder.report(
                        Rule.BROKEN_SPLIT,
                        root.resolve(path),
                        "stated for the split " + split + ", but no image in it is annotated");
            }
            builder.split(split).addAll(ids);
        }
    }

    /**
     * The images that a text file names.
     *
     * @param split its usual name
     * @param ids that the list may mean
     */
    record Listed(String split, Path path, ImageList list, Set<String> ids) implements SplitLocation {

        @Override
        public boolean holds(Path image) {
            return ids.contains(FileNames.stem(image));
        }

        @Override
        public void addTo(Path root, DatasetBuilder builder) {
            list.addTo(split, builder);
        }
    }
}

package io.millsight.steel.format;

import io.millsight.steel.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Location of the images of a split, as stated in the configuration of a YOLO dataset. */
sealed interface SplitLocation {

    /** Returns the folder or the list, relative to the dataset folder. */
    Path path();

    /** Returns whether an image belongs to the split. The path is relative to the dataset folder. */
    boolean contains(Path image);

    /** Adds the images that were read to their split. Reports stated images that are missing. */
    void addTo(Path root, DatasetBuilder builder);

    /**
     * All images in a folder.
     *
     * @param split standard name of the split
     * @param path the folder
     */
    record Folder(String split, Path path) implements SplitLocation {

        @Override
        public boolean contains(Path image) {
            return path.toString().isEmpty() || image.startsWith(path);
        }

        @Override
        public void addTo(Path root, DatasetBuilder builder) {
            List<String> ids = builder.files().entrySet().stream()
                    .filter(entry -> contains(root.relativize(entry.getValue())))
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
     * All images in a text file.
     *
     * @param split standard name of the split
     * @param path the text file
     * @param list content of the file
     * @param ids ids that the entries may mean
     */
    record Listed(String split, Path path, ImageList list, Set<String> ids) implements SplitLocation {

        @Override
        public boolean contains(Path image) {
            return ids.contains(FileNames.stem(image));
        }

        @Override
        public void addTo(Path root, DatasetBuilder builder) {
            list.addTo(split, builder);
        }
    }
}

package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Pascal VOC folders: annotations and images in folders of their own ({@code Annotations}, {@code JPEGImages} or {@code IMAGES},
 * whatever their case), or side by side, or either of these below {@code train} and {@code validation}.
 */
final class VocReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.VOC;
    }

    @Override
    public List<Path> evidence(Path root) {
        return VocFolder.hasAnnotations(root)
                ? VocFolder.annotations(root)
                : SplitFolders.find(root, VocFolder::hasAnnotations).values().stream()
                        .flatMap(folder -> VocFolder.annotations(folder).stream())
                        .toList();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<DefectType> listed = types != null ? types : TypeList.beside(root).orElse(null);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(listed));
        if (VocFolder.hasAnnotations(root)) {
            VocFolder.read(root, builder);
        } else {
            SplitFolders.find(root, VocFolder::hasAnnotations)
                    .forEach((split, folder) -> builder.split(split).addAll(VocFolder.read(folder, builder)));
        }
        return builder;
    }
}

package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Pascal VOC datasets: annotations and images in separate folders ({@code Annotations}, {@code JPEGImages} or
 * {@code IMAGES}, in any case), in one folder, in folders of any name, or in such folders inside {@code train} and
 * {@code validation}.
 */
final class VocReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.VOC;
    }

    @Override
    public List<Path> annotationFiles(Path root) {
        return FileNames.listAll(root).stream().filter(VocFolder::isXml).toList();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<DefectType> listed = types != null ? types : TypeList.beside(root).orElse(null);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(listed));
        List<Path> files = FileNames.listAll(root);
        Map<String, Path> parts = SplitFolders.find(root, folder -> containsAnnotations(folder, files));
        parts.forEach((split, folder) -> builder.split(split)
                .addAll(VocFolder.read(folder, below(folder, files), builder).keySet()));
        List<Path> rest =
                files.stream().filter(file -> isOutside(parts.values(), file)).toList();
        if (parts.isEmpty() || containsAnnotations(root, rest)) {
            VocFolder.read(root, rest, builder)
                    .forEach((id, split) ->
                            split.ifPresent(name -> builder.split(name).add(id)));
        }
        return builder;
    }

    private static boolean containsAnnotations(Path folder, List<Path> files) {
        return files.stream().anyMatch(file -> VocFolder.isXml(file) && file.startsWith(folder));
    }

    private static List<Path> below(Path folder, List<Path> files) {
        return files.stream().filter(file -> file.startsWith(folder)).toList();
    }

    private static boolean isOutside(Collection<Path> folders, Path file) {
        return folders.stream().noneMatch(file::startsWith);
    }
}

package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads COCO datasets: a JSON file beside the images or in {@code annotations} beside {@code images}, or one per split as Roboflow
 * lays it out ({@code train/_annotations.coco.json}).
 */
final class CocoReader implements FormatReader {

    private static final Set<String> ANNOTATION_FOLDERS = Set.of("annotations", "annotation");

    /** JSON files that other tools put beside a dataset. */
    private static final Set<String> OTHER_FILES = Set.of("dataset_info.json", "manifest.json", "package.json");

    /** A file of annotations, the split that it is and the folder that its image names start from. */
    private record Part(Path file, Optional<String> split, List<Path> imageFolders) {}

    @Override
    public DatasetFormat format() {
        return DatasetFormat.COCO;
    }

    @Override
    public List<Path> evidence(Path root) {
        return parts(root).stream().map(Part::file).toList();
    }

    private static List<Part> parts(Path root) {
        List<Part> parts = new ArrayList<>();
        SplitFolders.find(root, folder -> !jsonFiles(folder).isEmpty()).forEach((split, folder) -> {
            for (Path file : jsonFiles(folder)) {
                parts.add(new Part(file, Optional.of(split), List.of(folder, folder.resolve("images"))));
            }
        });
        if (!parts.isEmpty()) {
            return parts;
        }
        Path annotations = Names.subfolder(root, ANNOTATION_FOLDERS).orElse(root);
        Stream.concat(
                        jsonFiles(root).stream(),
                        annotations.equals(root) ? Stream.of() : jsonFiles(annotations).stream())
                .forEach(file -> parts.add(part(root, file)));
        return parts;
    }

    /** The split is the part of a name like {@code instances_train2017} that says so. */
    private static Part part(Path root, Path file) {
        Optional<String> split = Stream.of(Names.stem(file).split("[^a-zA-Z]+"))
                .flatMap(word -> SplitFolders.splitOf(word).stream())
                .findFirst();
        List<Path> folders = new ArrayList<>(List.of(Names.folder(file), root.resolve("images"), root));
        split.ifPresent(name -> folders.addAll(
                List.of(root.resolve(name), root.resolve("images").resolve(name))));
        return new Part(file, split, folders);
    }

    private static List<Path> jsonFiles(Path folder) {
        return Names.list(folder).stream()
                .filter(file -> Names.extension(file).equals("json"))
                .filter(file -> !OTHER_FILES.contains(Names.name(file)))
                .toList();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<Part> parts = parts(root);
        List<CocoFile> files =
                parts.stream().map(part -> CocoFile.read(part.file())).toList();
        List<DefectType> allowed = types != null ? types : categories(files);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(allowed));
        Set<Path> folders = new LinkedHashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            read(parts.get(i), files.get(i), builder, folders);
        }
        reportUnannotated(folders, builder);
        return builder;
    }

    private static List<DefectType> categories(List<CocoFile> files) {
        Set<DefectType> types = new LinkedHashSet<>();
        files.forEach(file -> types.addAll(file.types()));
        return List.copyOf(types);
    }

    private static void read(Part part, CocoFile file, DatasetBuilder builder, Set<Path> folders) {
        file.findings().forEach(finding -> builder.report(finding.rule(), finding.file(), finding.text()));
        for (CocoFile.Entry entry : file.entries()) {
            try {
                Path image = find(entry.fileName(), part.imageFolders());
                folders.add(Names.folder(image));
                builder.add(new ImageDraft(image, part.file(), entry.size(), entry.objects()));
                part.split().ifPresent(split -> builder.split(split).add(Names.stem(image)));
            } catch (InputException e) {
                builder.report(Rule.UNSAFE_PATH, part.file(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static Path find(String fileName, List<Path> folders) {
        List<Path> places = folders.stream()
                .map(folder -> Names.resolveInside(folder, fileName))
                .toList();
        return places.stream().filter(Files::isRegularFile).findFirst().orElse(places.get(0));
    }

    private static void reportUnannotated(Set<Path> folders, DatasetBuilder builder) {
        Set<Path> known = builder.files();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                Names.list(folder).stream()
                        .filter(file -> ImageFile.hasImageName(file) && !known.contains(file))
                        .forEach(file -> builder.report(
                                Rule.MISSING_ANNOTATION, file, "no annotation file lists it, so it is not used"));
            }
        }
    }
}

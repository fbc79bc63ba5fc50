package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads YOLO datasets: {@code data.yaml} or {@code classes.txt} with the names of the types, images below a folder {@code images} with
 * labels below {@code labels} in its place, or labels beside the images. An image without a label file is a clean surface, as for YOLO
 * itself, and reported.
 */
final class YoloReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.YOLO;
    }

    @Override
    public List<Path> evidence(Path root) {
        Optional<Path> configuration = YoloConfiguration.file(root);
        if (configuration.isPresent()) {
            return List.of(configuration.get());
        }
        return TypeList.beside(root).isEmpty()
                ? List.of()
                : Names.listAll(root).stream().filter(YoloReader::isLabel).toList();
    }

    /** Text files with another purpose are known by their place or name. */
    private static boolean isLabel(Path file) {
        return Names.extension(file).equals("txt")
                && !Names.name(file).equals("classes.txt")
                && !Names.name(file).toLowerCase(Locale.ROOT).startsWith("readme")
                && !Names.name(Names.folder(file)).equals("Main");
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        YoloConfiguration configuration = YoloConfiguration.read(root);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(types != null ? types : configuration.types()));
        Set<Path> labels = new HashSet<>();
        for (Path image : Names.listAll(root)) {
            if (ImageFile.hasImageName(image)) {
                Path label = labelOf(root, image);
                labels.add(label);
                read(image, label, configuration, builder);
                configuration
                        .splitOf(root.relativize(image))
                        .ifPresent(split -> builder.split(split).add(Names.stem(image)));
            }
        }
        reportLabelsWithoutImage(root, labels, configuration, builder);
        return builder;
    }

    private static void read(Path image, Path label, YoloConfiguration configuration, DatasetBuilder builder) {
        List<ObjectDraft> objects = List.of();
        if (Files.isRegularFile(label)) {
            try {
                objects = YoloLabel.read(label, configuration.types());
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, label, String.valueOf(e.getMessage()));
                return;
            }
        } else {
            builder.report(Rule.MISSING_ANNOTATION, image, "no label file; it is taken for a clean surface");
        }
        builder.add(new ImageDraft(image, label, null, objects));
    }

    /** Below a folder of labels that stands beside the one of all images; without that, the label lies beside its image. */
    private static Path labelOf(Path root, Path image) {
        Path relative = root.relativize(image);
        Path folder = root;
        Optional<Integer> last = Optional.empty();
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            if (relative.getName(i).toString().equals("images")) {
                last = Optional.of(i);
            }
        }
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            boolean replaced = last.isPresent() && last.get() == i;
            folder = replaced ? folder.resolve("labels") : folder.resolve(relative.getName(i));
        }
        return folder.resolve(Names.stem(image) + ".txt");
    }

    private static void reportLabelsWithoutImage(
            Path root, Set<Path> labels, YoloConfiguration configuration, DatasetBuilder builder) {
        for (Path file : Names.listAll(root)) {
            if (isLabel(file) && !labels.contains(file) && !configuration.isList(root.relativize(file))) {
                boolean amongLabels = root.relativize(file).startsWith("labels")
                        || Names.name(Names.folder(file)).equals("labels");
                builder.report(
                        amongLabels ? Rule.MISSING_IMAGE : Rule.STRAY_FILE,
                        file,
                        amongLabels ? "there is no image with this name" : "not a label of an image; it is ignored");
            }
        }
    }
}

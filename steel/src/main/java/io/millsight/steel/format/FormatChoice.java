package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Detected format of a folder, and what was read in it.
 *
 * <p>If a folder contains files of several formats, each format is read. A format is chosen if it has annotations for
 * more images than each other format, including all images of the other. The files of the others are reported as
 * unused. Otherwise the folder is refused, because annotations would be lost.
 */
record FormatChoice(DatasetFormat format, DatasetBuilder builder) {

    private static final List<FormatReader> READERS =
            List.of(new VocReader(), new YoloReader(), new JsonlReader(), new CocoReader());

    /** @param types allowed types; null for the types that the dataset lists or uses */
    static FormatChoice of(Path root, @Nullable List<DefectType> types) {
        List<FormatReader> candidates = READERS.stream()
                .filter(reader -> !reader.annotationFiles(root).isEmpty())
                .toList();
        if (candidates.isEmpty()) {
            throw new InputException(root + ": no dataset found here; "
                    + JsonKind.adviceBelow(root)
                            .orElse("expected are Pascal VOC (*.xml), COCO (*.json),"
                                    + " YOLO (data.yaml or classes.txt with labels/*.txt) or conversations (*.jsonl)"));
        }
        if (candidates.size() == 1) {
            FormatReader reader = candidates.get(0);
            return new FormatChoice(reader.format(), read(reader, root, types));
        }
        return chooseAmong(candidates, root, types);
    }

    private static DatasetBuilder read(FormatReader reader, Path root, @Nullable List<DefectType> types) {
        try {
            return reader.read(root, types);
        } catch (OutOfMemoryError e) {
            throw new InputException(
                    reader.annotationFiles(root).get(0) + ": "
                            + HeapLimit.because(e).getMessage(),
                    e);
        }
    }

    /**
     * Result of reading the folder in one of several formats.
     *
     * @param reader reader of the format
     * @param annotated ids of the annotated images
     * @param builder collected results; null if reading failed
     * @param failure failure; null if reading succeeded
     */
    private record Reading(
            FormatReader reader,
            Set<String> annotated,
            @Nullable DatasetBuilder builder,
            @Nullable InputException failure) {

        static Reading of(FormatReader reader, Path root, @Nullable List<DefectType> types) {
            try {
                DatasetBuilder builder = FormatChoice.read(reader, root, types);
                return new Reading(reader, builder.annotated(), builder, null);
            } catch (InputException e) {
                return new Reading(reader, Set.of(), null, e);
            }
        }

        boolean coversMoreThan(Reading other) {
            return annotated.size() > other.annotated.size() && annotated.containsAll(other.annotated);
        }

        /** Returns the files for a message, for example {@code VOC (labels/a.xml and 2 more files)}. */
        String files(Path root) {
            List<Path> annotationFiles = reader.annotationFiles(root);
            int more = annotationFiles.size() - 1;
            return reader.format() + " (" + root.relativize(annotationFiles.get(0))
                    + (more > 0 ? " and " + MessageText.count(more, "more file") : "") + ")";
        }
    }

    private static FormatChoice chooseAmong(
            List<FormatReader> candidates, Path root, @Nullable List<DefectType> types) {
        List<Reading> readings = candidates.stream()
                .map(reader -> Reading.of(reader, root, types))
                .sorted(Comparator.comparing(reading -> -reading.annotated().size()))
                .toList();
        Reading best = readings.get(0);
        List<Reading> others = new ArrayList<>(readings.subList(1, readings.size()));
        if (best.annotated().isEmpty()) {
            return unannotated(readings);
        }
        DatasetBuilder builder = best.builder();
        if (builder == null) {
            throw new IllegalStateException("images that nobody read");
        }
        for (Reading other : others) {
            if (!best.coversMoreThan(other)) {
                throw new InputException(root + ": files of two formats lie here, " + best.files(root) + " and "
                        + other.files(root) + ", and neither has annotations for all images of the other and more;"
                        + " move the files of one of them elsewhere");
            }
            builder.report(
                    Rule.OTHER_FORMAT,
                    other.reader().annotationFiles(root).get(0),
                    "not used: the folder is read as " + best.reader().format() + ", which has annotations for "
                            + MessageText.count(best.annotated().size(), "image") + ", and not as " + other.files(root)
                            + ", which has them for " + other.annotated().size());
        }
        return new FormatChoice(best.reader().format(), builder);
    }

    /** Handles folders in which no format has an annotation: reports the failure of one of them. */
    private static FormatChoice unannotated(List<Reading> readings) {
        for (Reading reading : readings) {
            if (reading.failure() != null) {
                throw reading.failure();
            }
        }
        Reading first = readings.get(0);
        DatasetBuilder builder = first.builder();
        if (builder == null) {
            throw new IllegalStateException("neither read nor failed");
        }
        return new FormatChoice(first.reader().format(), builder);
    }
}

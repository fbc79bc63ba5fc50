package io.millsight.experiment.description;

import io.millsight.files.FileIdentity;
import io.millsight.files.MessageText;
import io.millsight.image.RgbImage;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.CaptionedPicture;
import io.millsight.steel.picture.DefectMark;
import io.millsight.steel.picture.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes pictures with the boxes that were found. A picture only replaces a picture of an earlier run, never an image or any
 * other file.
 */
public final class Drawings {

    private final Map<Path, Path> pictures = new HashMap<>(); // by image
    private final Set<FileIdentity> images = new HashSet<>();

    private Drawings(Path folder, List<Path> images) {
        List<Path> names = DrawingNames.of(images);
        for (int i = 0; i < names.size(); i++) {
            pictures.put(images.get(i), folder.resolve(names.get(i)));
            FileIdentity.of(images.get(i)).ifPresent(this.images::add);
        }
    }

    /**
     * Finds a place for each picture before the long work begins; nothing is written yet.
     *
     * @param folder perhaps still to be made
     * @param images each once
     * @throws InputException if a picture cannot be written there, or something else is in its place
     * @throws IOException if what is in its place cannot be read
     */
    public static Drawings prepare(Path folder, List<Path> images) throws IOException {
        requireFolder(folder);
        Drawings drawings = new Drawings(folder, images);
        for (Path picture : drawings.pictures.values()) {
            drawings.requireFree(picture);
        }
        return drawings;
    }

    private static void requireFolder(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new InputException(existing + ": is a file; give --draw a folder to write to");
        }
        if (!Files.isWritable(existing)) {
            throw new InputException(existing + ": cannot be written to; give --draw another folder");
        }
    }

    private void requireFree(Path picture) throws IOException {
        Optional<FileIdentity> there = FileIdentity.of(picture);
        if (there.isPresent() && images.contains(there.get())) {
            throw new InputException(picture
                    + ": is one of the images to describe, which are never written to; give --draw another folder");
        }
        PictureFile.requireReplaceable(picture);
    }

    /** Writes the picture of one image, as PNG, in the place of that of an earlier run. */
    public void write(Path image, RgbImage pixels, Inspection inspection, CaptionedPicture painter) throws IOException {
        List<DefectMark> marks = inspection.defects().stream()
                .<DefectMark>map(defect -> new DefectMark.Prediction(defect.defect(), defect.score()))
                .toList();
        Path picture = Objects.requireNonNull(pictures.get(image));
        requireFree(picture);
        Files.createDirectories(Objects.requireNonNull(picture.toAbsolutePath().getParent()));
        PictureFile.write(painter.draw(pixels, marks, verdict(inspection)), picture);
    }

    /** Returns the line below a picture. */
    private static String verdict(Inspection inspection) {
        double highest = inspection.defects().stream()
                .mapToDouble(InspectedDefect::score)
                .max()
                .orElse(0);
        return switch (inspection.verdict()) {
            case DEFECTS ->
                String.format(
                        Locale.ROOT,
                        "DEFECTS: %s, highest score %.2f",
                        MessageText.count(inspection.defects().size(), "defect"),
                        highest);
            case CLEAN -> "CLEAN: no defect found";
            case UNDETERMINED -> "UNDETERMINED: the answer could not be read completely";
        };
    }
}

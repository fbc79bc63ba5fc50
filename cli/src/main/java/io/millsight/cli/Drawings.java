package io.millsight.cli;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Inspection;
import io.millsight.steel.DefectType;
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.Mark;
import io.millsight.steel.picture.TypeColours;
import java.nio.file.Path;
import java.util.List;

/** Writes pictures with the boxes that were found. */
final class Drawings {

    private final Path folder;
    private final DefectPainter painter;

    /**
     * @param folder exists
     */
    Drawings(Path folder, List<DefectType> types) {
        this.folder = folder;
        this.painter = new DefectPainter(new TypeColours(types));
    }

    /** Writes the picture of one image, under its name and as PNG. */
    void write(Path file, RgbImage image, Inspection inspection) {
        List<Mark> marks = inspection.defects().stream()
                .<Mark>map(defect -> new Mark.ScoredPrediction(defect.defect(), defect.confidence()))
                .toList();
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        ImageFile.writePng(
                RgbImage.of(painter.paint(image, marks)),
                folder.resolve((dot < 0 ? name : name.substring(0, dot)) + ".png"));
    }
}

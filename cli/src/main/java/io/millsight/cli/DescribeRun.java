package io.millsight.cli;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Caveat;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.TypeColours;
import io.millsight.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes images, one batch after the other. An image that cannot be read, inspected or drawn is named on the error stream, and the others are described all the
 * same.
 */
final class DescribeRun {

    private final Inspector inspector;
    private final DescriptionWriter writer;
    private final @Nullable Drawings drawings;
    private final DefectPainter painter;
    private final PrintWriter out;
    private final PrintWriter err;
    private int notDescribed;
    private int notDrawn;
    private int notFinite;

    /**
     * @param out where the writer prints
     * @param drawings null for none
     */
    DescribeRun(
            Inspector inspector,
            DescriptionWriter writer,
            @Nullable Drawings drawings,
            PrintWriter out,
            PrintWriter err) {
        this.inspector = inspector;
        this.writer = writer;
        this.drawings = drawings;
        this.painter = new DefectPainter(new TypeColours(inspector.types()));
        this.out = out;
        this.err = err;
    }

    /** What became of an image. */
    private sealed interface Outcome {

        Path file();

        record Described(Path file, RgbImage image, Inspection inspection) implements Outcome {}

        record Failed(Path file, String reason) implements Outcome {}
    }

    /**
     * A readable image.
     *
     * @param caveats about what its file holds besides
     */
    private record Loaded(Path file, RgbImage image, List<Caveat> caveats) {

        Outcome described(Inspection inspection) {
            return new Outcome.Described(file, image, inspection.withCaveats(caveats));
        }
    }

    /** How many images could not be read or inspected. */
    int notDescribed() {
        return notDescribed;
    }

    /** How many pictures could not be written. */
    int notDrawn() {
        return notDrawn;
    }

    /** How many images are undetermined because the model's numbers were not finite. */
    int notFinite() {
        return notFinite;
    }

    /**
     * Describes images side by side.
     *
     * @throws InputException if what was found cannot be printed
     */
    void describe(List<Path> files, ImageProgress progress) {
        for (Outcome outcome : outcomes(files, progress)) {
            if (outcome instanceof Outcome.Described described) {
                write(described);
            } else if (outcome instanceof Outcome.Failed failed) {
                notDescribed++;
                report(failed.reason);
                writer.writeFailure(failed.file, failed.reason);
            }
            if (out.checkError()) {
                throw new InputException(Failures.OUTPUT_LOST);
            }
        }
        progress.advance(files.size());
    }

    private void write(Outcome.Described described) {
        writer.write(described.file, described.inspection);
        if (described.inspection.has(Caveat.Kind.NOT_FINITE)) {
            notFinite++;
        }
        if (drawings != null) {
            draw(drawings, described);
        }
    }

    private void draw(Drawings drawings, Outcome.Described described) {
        try {
            drawings.write(described.file, described.image, described.inspection, painter);
        } catch (IOException | InputException | OutOfMemoryError e) {
            notDrawn++;
            report(described.file + ": its picture cannot be drawn: " + Failures.message(e));
        }
    }

    /** Of images that cannot be inspected together, each gets its turn alone, so that none suffers from another's size. */
    private List<Outcome> outcomes(List<Path> files, ImageProgress progress) {
        try {
            return together(files, progress);
        } catch (InvalidImageException | OutOfMemoryError | TorchException e) {
            if (e instanceof TorchException torch && !torch.isOutOfMemory()) {
                throw torch;
            }
            if (files.size() == 1) {
                return List.of(failed(files.get(0), e));
            }
            return files.stream()
                    .flatMap(file -> outcomes(List.of(file), progress).stream())
                    .toList();
        }
    }

    private List<Outcome> together(List<Path> files, ImageProgress progress) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Loaded> loaded = new ArrayList<>();
        for (Path file : files) {
            try {
                loaded.add(load(file));
            } catch (InvalidImageException e) {
                outcomes.add(failed(file, e));
            }
        }
        List<Inspection> inspections =
                inspector.inspect(loaded.stream().map(Loaded::image).toList(), progress.next(files.size()));
        for (int i = 0; i < loaded.size(); i++) {
            outcomes.add(loaded.get(i).described(inspections.get(i)));
        }
        outcomes.sort(Comparator.comparingInt(outcome -> files.indexOf(outcome.file())));
        return outcomes;
    }

    private Loaded load(Path file) {
        ImageHeader header = ImageFile.header(file);
        inspector.requireUsable(header.size(), file.toString());
        List<Caveat> caveats =
                header.notices().stream().map(Caveat::ofImageFile).toList();
        return new Loaded(file, ImageFile.read(file), caveats);
    }

    private static Outcome failed(Path file, Throwable failure) {
        String message = Failures.message(failure);
        String named = message.startsWith(file + ": ") ? message : file + ": " + message;
        return new Outcome.Failed(file, Failures.oneLine(named));
    }

    private void report(String message) {
        err.println("millsight: " + Failures.oneLine(message));
    }
}

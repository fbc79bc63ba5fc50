package io.millsight.experiment.description;

import io.millsight.experiment.progress.FailureMessage;
import io.millsight.experiment.progress.ImageProgress;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Caveat;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.CaptionedPicture;
import io.millsight.steel.picture.TypeColours;
import io.millsight.torch.TorchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes many image files. An image that cannot be read, inspected or drawn is reported to the listener, and the others
 * are described all the same. For one thread.
 */
public final class BatchDescription {

    private final Inspector inspector;
    private final @Nullable Drawings drawings;
    private final CaptionedPicture painter;
    private final DescriptionReceiver receiver;
    private final ProgressListener listener;
    private int notDescribed;
    private int notDrawn;
    private int notFinite;

    /**
     * Describes with a model, which the caller closes.
     *
     * @param drawings writes each image with its boxes; null for none
     */
    public BatchDescription(
            Inspector inspector, @Nullable Drawings drawings, DescriptionReceiver receiver, ProgressListener listener) {
        this.inspector = inspector;
        this.drawings = drawings;
        this.painter = new CaptionedPicture(new TypeColours(inspector.types()));
        this.receiver = receiver;
        this.listener = listener;
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

    /** Returns how many images could not be read or inspected. */
    public int notDescribed() {
        return notDescribed;
    }

    /** Returns how many pictures could not be written. */
    public int notDrawn() {
        return notDrawn;
    }

    /** Returns how many images are undetermined because the model computed numbers that are not finite. */
    public int notFinite() {
        return notFinite;
    }

    /**
     * Describes images.
     *
     * @param batchSize images to answer side by side
     */
    public void describe(List<Path> files, int batchSize) {
        try (ImageProgress progress = ImageProgress.begin("describing", files.size(), listener)) {
            for (int start = 0; start < files.size(); start += batchSize) {
                List<Path> batch = files.subList(start, Math.min(files.size(), start + batchSize));
                outcomes(batch, progress).forEach(this::pass);
                progress.advance(batch.size());
            }
        }
    }

    private void pass(Outcome outcome) {
        if (outcome instanceof Outcome.Described described) {
            pass(described);
        } else if (outcome instanceof Outcome.Failed failed) {
            notDescribed++;
            listener.warning(failed.reason);
            receiver.failed(failed.file, failed.reason);
        }
    }

    private void pass(Outcome.Described described) {
        receiver.described(described.file, described.inspection);
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
            listener.warning(described.file + ": its picture cannot be drawn: " + FailureMessage.of(e));
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
        String message = FailureMessage.of(failure);
        String named = message.startsWith(file + ": ") ? message : file + ": " + message;
        return new Outcome.Failed(file, MessageText.oneLine(named));
    }
}

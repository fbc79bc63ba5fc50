package io.millsight.experiment.dataset;

import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.progress.Stage;
import io.millsight.experiment.progress.Work;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.duplicate.NearDuplicateFinder;
import io.millsight.steel.duplicate.NearDuplicates;
import io.millsight.steel.duplicate.SourceImage;
import java.util.List;

/** Looks for images that show the same steel, and reports the progress: a thousand images take about half a minute. */
public final class DuplicateSearch {

    private DuplicateSearch() {}

    /**
     * Compares every image with every other.
     *
     * @throws io.millsight.image.InvalidImageException if an image cannot be read
     */
    public static NearDuplicates in(List<AnnotatedImage> images, DecodedImages pictures, ProgressListener listener) {
        List<SourceImage> sources = images.stream()
                .map(image -> new SourceImage(image.id(), () -> pictures.pixels(image)))
                .toList();
        try (Stage stage = listener.begin(Work.items("looking for near-duplicates", images.size(), "images"))) {
            return new NearDuplicateFinder().find(sources, (done, total) -> stage.advance(1));
        }
    }
}

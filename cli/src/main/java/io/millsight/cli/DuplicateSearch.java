package io.millsight.cli;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.duplicate.NearDuplicateFinder;
import io.millsight.steel.duplicate.NearDuplicates;
import io.millsight.steel.duplicate.SourceImage;
import java.io.PrintWriter;
import java.util.List;

/** Looks for images that show the same steel, and shows how far it is: a thousand images take about half a minute. */
final class DuplicateSearch {

    private DuplicateSearch() {}

    static NearDuplicates in(List<AnnotatedImage> images, PrintWriter err) {
        List<SourceImage> sources = images.stream()
                .map(image -> new SourceImage(image.id(), image::readPixels))
                .toList();
        try (Progress progress = Progress.of(Work.items("looking for near-duplicates", images.size(), "images"), err)) {
            return new NearDuplicateFinder().find(sources, (done, total) -> progress.advance(1));
        }
    }
}

package io.millsight.evaluation.report;

import io.millsight.steel.picture.ContactSheet;
import java.util.List;

/**
 * Page of images with their annotated and predicted boxes, for viewing and printing.
 *
 * @param name name of the file, without extension
 * @param heading texts above the images
 * @param tiles one to {@link ContactSheet#MAX_TILES} images
 */
public record CaseSheet(String name, ContactSheet.Heading heading, List<ContactSheet.Tile> tiles) {

    public CaseSheet {
        tiles = List.copyOf(tiles);
    }
}

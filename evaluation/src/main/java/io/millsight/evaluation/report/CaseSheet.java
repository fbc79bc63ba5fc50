package io.millsight.evaluation.report;

import io.millsight.steel.picture.ContactSheet;
import java.util.List;

/**
 * Pictures with their true and claimed boxes on one page, to be looked at or printed.
 *
 * @param name of its file, without extension
 * @param title says which pictures they are
 * @param tiles from one to {@link ContactSheet#MOST_TILES}
 */
public record CaseSheet(String name, String title, List<ContactSheet.Tile> tiles) {

    public CaseSheet {
        tiles = List.copyOf(tiles);
    }
}

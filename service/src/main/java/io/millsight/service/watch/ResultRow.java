package io.millsight.service.watch;

import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the table of results.
 *
 * @param file the path of the image within the folder
 * @param sha256 the hash of the image; empty if it was not read
 * @param inspection the identifier of the inspection; empty for an error
 * @param values the other columns
 */
record ResultRow(String file, String sha256, String inspection, List<String> values) {

    ResultRow {
        values = List.copyOf(values);
    }

    static ResultRow of(String file, StoredInspection inspection) {
        List<String> types = inspection.defects().stream()
                .map(StoredDefect::type)
                .map(type -> type.name())
                .toList();
        return new ResultRow(
                file,
                inspection.content().image().sha256(),
                inspection.id(),
                List.of(
                        inspection.createdAt().toString(),
                        inspection.content().answer().verdict().name(),
                        inspection.disposition().name(),
                        Integer.toString(types.size()),
                        String.join(";", types.stream().distinct().sorted().toList()),
                        ""));
    }

    static ResultRow failed(String file, String sha256, String error) {
        return new ResultRow(file, sha256, "", List.of("", "", "", "", "", error));
    }

    List<String> fields() {
        return Stream.concat(Stream.of(file, sha256, inspection), values.stream())
                .toList();
    }
}

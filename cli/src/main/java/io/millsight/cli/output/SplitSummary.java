package io.millsight.cli.output;

import io.millsight.cli.terminal.FactSheet;
import io.millsight.cli.terminal.Table;
import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.steel.Dataset;
import io.millsight.steel.split.SplitManifest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The splits of a dataset as people read them.
 *
 * @param dataset with the groups that are known
 * @param manifest of the splits
 * @param searched whether near-duplicates were looked for in the pixels
 */
public record SplitSummary(Dataset dataset, SplitManifest manifest, boolean searched) {

    private static final String TRAIN = "train";

    public void print(PrintWriter out) {
        new FactSheet()
                .add(
                        "dataset",
                        dataset.name() + ", " + Quantity.of(dataset.images().size(), "image"))
                .add("split", (manifest.grouped() ? "by groups" : "image by image") + ", seed " + manifest.seed())
                .add("groups", groups())
                .print(out);
        out.println();
        table("images", SplitManifest.Content::imagesByPrimaryType).print(out);
        out.println();
        table("boxes", SplitManifest.Content::boxesByType).print(out);
        out.println();
        out.println(leaks());
    }

    private String groups() {
        if (dataset.groups().isEmpty()) {
            return "none known";
        }
        Set<String> names = new HashSet<>(dataset.groups().values());
        return Quantity.of(names.size(), "group") + " from "
                + Quantity.of(dataset.groups().size(), "image")
                + (searched ? " (near-duplicates included)" : "; --find-groups also finds near-duplicates");
    }

    /** A row for each type and one for all, a column for each split. */
    private Table table(String what, Function<SplitManifest.Content, Map<String, Long>> counts) {
        List<String> header = new ArrayList<>(List.of(what));
        header.addAll(manifest.splits().keySet());
        Table table = new Table(header);
        Set<String> types = new TreeSet<>();
        manifest.splits()
                .values()
                .forEach(content -> types.addAll(counts.apply(content).keySet()));
        for (String type : types) {
            table.add(row(type, content -> counts.apply(content).getOrDefault(type, 0L)));
        }
        return table.add(row(
                "all",
                content -> counts.apply(content).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
    }

    private List<String> row(String name, Function<SplitManifest.Content, Long> count) {
        List<String> row = new ArrayList<>(List.of(name));
        manifest.splits().values().forEach(content -> row.add(Quantity.count(count.apply(content))));
        return row;
    }

    private String leaks() {
        if (dataset.groups().isEmpty()) {
            return "it is unknown whether val or test show the same steel as train; --find-groups finds out";
        }
        long heldOut = 0;
        long shared = 0;
        for (Map.Entry<String, SplitManifest.Content> split : manifest.splits().entrySet()) {
            heldOut += split.getKey().equals(TRAIN) ? 0 : split.getValue().images();
            shared += split.getValue().imagesSharedWithTrain();
        }
        return shared == 0
                ? "no image of val or test shows the same steel as an image of train, by these groups"
                : String.format(
                        Locale.ROOT,
                        "%,d of %s in val and test (%.0f %%) %s the same steel as an image of train:"
                                + " figures measured on them are too good",
                        shared,
                        MessageText.count(heldOut, "image"),
                        100.0 * shared / heldOut,
                        shared == 1 ? "shows" : "show");
    }
}

package io.millsight.evaluation.report;

import io.millsight.evaluation.comparison.Comparison;
import io.millsight.files.AtomicFile;
import io.millsight.files.ListedFiles;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes a comparison into a folder: {@code comparison.html}, {@code comparison.md} and {@code comparison.csv}. */
public final class ComparisonFolder {

    /** Names of the files that a comparison writes. */
    public static final ListedFiles FILES =
            new ListedFiles("millsight compare", Pattern.compile("comparison\\.(md|csv|html)"));

    private ComparisonFolder() {}

    /**
     * Marks a folder as that of a comparison, so that other things may be stored in it before the comparison is written. A
     * folder of an earlier comparison stays as it is.
     *
     * @throws InputException if the folder contains other files, or cannot be written
     */
    public static void prepare(Path folder) {
        if (!Files.exists(folder.resolve(ListedFiles.LIST))) {
            EvaluationFolder.write(FILES, folder, staged -> {});
        }
    }

    /**
     * Writes all files and replaces those of an earlier comparison. Creates the folder if needed.
     *
     * @param date when the models were compared, for the page; empty if unknown
     * @param cases images that the page shows with the boxes of every model
     * @throws InputException if the folder contains other files in their place, or cannot be written; nothing has
     *     changed
     */
    public static void write(Comparison comparison, String date, List<ComparedCase> cases, Path folder) {
        Map<String, String> texts = Map.of(
                "comparison.md", ComparisonTables.toMarkdown(comparison),
                "comparison.csv", ComparisonTables.forPrograms(comparison).toCsv(),
                "comparison.html", ComparisonPage.of(comparison, date, cases));
        EvaluationFolder.write(FILES, folder, staged -> {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                AtomicFile.write(staged.resolve(text.getKey()), EvaluationFolder.utf8(text.getValue()));
            }
        });
    }
}

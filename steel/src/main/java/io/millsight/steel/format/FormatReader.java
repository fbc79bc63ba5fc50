package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads datasets of one format. */
interface FormatReader {

    DatasetFormat format();

    /** Returns the files that are specific to this format; empty if the folder has another format. */
    List<Path> annotationFiles(Path root);

    /**
     * Reads the folder.
     *
     * @param types allowed types; null for the types that the dataset lists or uses
     */
    DatasetBuilder read(Path root, @Nullable List<DefectType> types);
}

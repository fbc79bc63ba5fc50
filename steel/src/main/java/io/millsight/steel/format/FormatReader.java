package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads datasets of one format. */
interface FormatReader {

    DatasetFormat format();

    /** The files that only this format has: by them a folder is recognised. None where it is of another format. */
    List<Path> annotationFiles(Path root);

    /**
     * Reads the folder.
     *
     * @param types the only types that are allowed; null for those that the dataset itself lists or uses
     */
    DatasetBuilder read(Path root, @Nullable List<DefectType> types);
}

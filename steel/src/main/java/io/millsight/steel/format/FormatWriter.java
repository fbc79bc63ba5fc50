package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** Writes datasets in one format. */
interface FormatWriter {

    /** Fills an empty folder, images included. */
    void write(Dataset dataset, Path folder) throws IOException;
}

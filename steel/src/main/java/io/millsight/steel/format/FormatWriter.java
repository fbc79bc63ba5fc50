package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** Writes datasets in one format. */
interface FormatWriter {

    /** Writes a dataset into an empty folder, including its images. */
    void write(Dataset dataset, Path folder) throws IOException;
}
